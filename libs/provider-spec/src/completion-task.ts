import type { CompletionRequest, ModelRoute, TraceContext } from '@belugapi/contracts';
import type { ModelRow } from '@belugapi/model-catalog';
import type { UpstreamCalls } from './upstream-calls.js';

/** One attempt at a completion, as a worker has accepted it. */
export interface CompletionTask {
  /** The id that the caller sees. */
  readonly completionId: string;
  readonly attempt: number;
  readonly request: CompletionRequest;
  /** What serves it; `upstreamModel` is the id to send. */
  readonly route: ModelRoute;
  /** The served model's catalogue row; absent for an id that only an edge configuration knows. */
  readonly row: ModelRow | undefined;
  /** Whose completion it is: what is remembered between turns is remembered per organisation. */
  readonly organizationId: string;
  /** Unix milliseconds after which nobody waits for the answer. */
  readonly deadline: number;
  /** Hears of each call to whatever answers, from its beginning on; the end of the answer ends the last one. */
  readonly calls?: UpstreamCalls;
  /** The trace that the calls to the vendor are steps of, where there is one. */
  readonly trace?: TraceContext | undefined;
}
