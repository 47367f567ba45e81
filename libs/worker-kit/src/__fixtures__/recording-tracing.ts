import type { SpanAttributes, SpanStart, TraceSpan, Tracing } from '@belugapi/service-kit';

/** What became of a span. */
export interface RecordedSpan {
  readonly name: string;
  readonly kind: SpanStart['kind'];
  readonly attributes: Record<string, unknown>;
  /** The error type, or true where it ended well; undefined while it goes on. */
  ended: string | true | undefined;
}

/** Keeps the spans that are started. */
export class RecordingTracing implements Tracing {
  readonly spans: RecordedSpan[] = [];

  begin(name: string, _caller: object, start: SpanStart): TraceSpan {
    return this.record(name, start);
  }

  start(name: string, _parent: object, start: SpanStart): TraceSpan {
    return this.record(name, start);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private record(name: string, { kind, attributes = {} }: SpanStart): TraceSpan {
    const recorded: RecordedSpan = { name, kind, attributes: { ...attributes }, ended: undefined };
    this.spans.push(recorded);
    return {
      context: { traceparent: `of span ${this.spans.length}`, tracestate: '' },
      logFields: { trace_id: '', span_id: '' },
      set: (more: SpanAttributes) => void Object.assign(recorded.attributes, more),
      event: () => undefined,
      child: (childName, start) => this.record(childName, start),
      fail: (errorType) => (recorded.ended ??= errorType),
      end: (errorType) => (recorded.ended ??= errorType ?? true),
    };
  }
}
