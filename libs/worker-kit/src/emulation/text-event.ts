import type { CompletionEvent, TokenLogprob } from '@belugapi/contracts';

/** A piece of a choice's visible text. */
export function textEvent(choice: number, text: string, logprobs: TokenLogprob[] = []): CompletionEvent {
  return { event: { $case: 'text', value: { choice, text, logprobs } } };
}
