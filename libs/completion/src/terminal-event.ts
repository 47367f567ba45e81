import { type CompletionEvent, type FailureCode } from '@belugapi/contracts';
import { createFailure } from './completion-failure.js';

/** The event that ends an answer which failed. */
export function failedEvent(code: FailureCode, message: string): CompletionEvent {
  return { event: { $case: 'failed', value: createFailure(code, message) } };
}

/** Whether an event is the last of its answer. */
export function isTerminal({ event }: CompletionEvent): boolean {
  return event?.$case === 'completed' || event?.$case === 'failed';
}
