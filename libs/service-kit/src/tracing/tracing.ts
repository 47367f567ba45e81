import type { TraceContext } from '@belugapi/contracts';

/** Undefined values are left out. Never content: no prompt, no answer, no key. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface SpanStart {
  readonly kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  readonly attributes?: SpanAttributes;
  /** When it began, as performance.now() had it. Default: now. */
  readonly at?: number;
}

/** One step of a trace, under way. */
export interface TraceSpan {
  /** What another process continues the trace with. */
  readonly context: TraceContext;
  /** For log lines: https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/ */
  readonly logFields: { readonly trace_id: string; readonly span_id: string };
  set(attributes: SpanAttributes): void;
  /** Notes a moment, `at` as performance.now() had it. Default: now. */
  event(name: string, at?: number): void;
  /** A step of this one; undefined where the sampler leaves it out. */
  child(name: string, start: SpanStart): TraceSpan | undefined;
  /** It will have ended in an error, of this type (a word of a small set). Only the first call counts. */
  fail(errorType: string): void;
  /** Ends it, in an error where its type is given. Only the first call counts. */
  end(errorType?: string): void;
}

/** The spans of one process, sent to a collector. */
export interface Tracing {
  /** Begins a trace, or goes on with the caller's where that can be read. Undefined where the sampler leaves it out. */
  begin(name: string, caller: Partial<TraceContext>, start: SpanStart): TraceSpan | undefined;
  /** Goes on with a trace of another process; undefined where it cannot be read, or the sampler leaves it out. */
  start(name: string, parent: TraceContext, start: SpanStart): TraceSpan | undefined;
  /** Sends what is left, two seconds at most. */
  close(): Promise<void>;
}
