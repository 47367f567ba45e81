import type { Failure } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';

/** The failure with which an action refuses. */
export function thrownFailure(action: () => unknown): Failure {
  try {
    action();
  } catch (error) {
    return CompletionFailure.from(error).failure;
  }
  throw new Error('nothing was thrown');
}
