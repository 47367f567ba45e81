import { type Context, ROOT_CONTEXT, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import type { TraceContext } from '@belugapi/contracts';
import { epochTime } from './epoch-time.js';
import type { SpanAttributes, SpanStart, TraceSpan } from './tracing.js';

// Further than any that we set ourselves; callers and vendors may send longer ones.
const longestValue = 256;

/** Starts a span in an OpenTelemetry context. */
export type StartSpan = (context: Context, name: string, start: SpanStart) => TraceSpan | undefined;

export class SdkSpan implements TraceSpan {
  private failed = false;

  constructor(
    private readonly span: Span,
    private readonly startSpan: StartSpan,
  ) {}

  get context(): TraceContext {
    const { traceId, spanId, traceState } = this.span.spanContext();
    // Only sampled ones get here.
    return { traceparent: `00-${traceId}-${spanId}-01`, tracestate: traceState?.serialize() ?? '' };
  }

  get logFields() {
    const { traceId, spanId } = this.span.spanContext();
    return { trace_id: traceId, span_id: spanId };
  }

  set(attributes: SpanAttributes): void {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'string') this.span.setAttribute(name, value.slice(0, longestValue));
      else if (Array.isArray(value)) this.span.setAttribute(name, value as string[]);
      else if (value !== undefined) this.span.setAttribute(name, value as number | boolean);
    }
  }

  event(name: string, at?: number): void {
    this.span.addEvent(name, epochTime(at));
  }

  child(name: string, start: SpanStart): TraceSpan | undefined {
    return this.startSpan(trace.setSpan(ROOT_CONTEXT, this.span), name, start);
  }

  fail(errorType: string): void {
    if (this.failed) return;
    this.failed = true;
    this.span.setAttribute('error.type', errorType);
    this.span.setStatus({ code: SpanStatusCode.ERROR });
  }

  end(errorType?: string): void {
    if (!this.span.isRecording()) return;
    if (errorType !== undefined) this.fail(errorType);
    this.span.end(epochTime());
  }
}
