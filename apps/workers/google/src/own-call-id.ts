import { createHash } from 'node:crypto';
import type { CompletionTask } from '@belugapi/provider-spec';

/**
 * An id for a tool call that Google gave none. Completion ids are unique, so this one is within every conversation; made of
 * them rather than by chance, it is the same streamed and whole.
 */
export function ownCallId({ completionId, attempt }: CompletionTask, choice: number, call: number): string {
  const digest = createHash('sha256').update(`${completionId} ${attempt} ${choice} ${call}`).digest('hex');
  return `call_${digest.slice(0, 24)}`;
}
