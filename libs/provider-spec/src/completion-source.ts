import type { CompletionEvent, ServedModel } from '@belugapi/contracts';
import type { CompletionTask } from './completion-task.js';

/** What a worker runs: it turns tasks into events, whether by calling a vendor or by computing them itself. */
export interface CompletionSource {
  readonly provider: string;
  /** Completions taken at once; further ones are answered busy. */
  readonly capacity: number;
  /** Models whose readiness the catalogue alone does not tell. Empty: every row of the provider is served. */
  models(): readonly ServedModel[];
  /**
   * Runs one task; events that came together are given together. They follow the order of CompletionEvent, the last one is
   * `completed` or `failed`; a failure is an event, never a throw. Reading slower slows the source; aborting the signal stops it and ends the iteration.
   */
  complete(task: CompletionTask, signal: AbortSignal): AsyncIterable<readonly CompletionEvent[]>;
  close(): Promise<void>;
}
