import type { ReasoningEffort } from './model-row.js';

/** Tokens to think with for an effort, at vendors that take a number instead of a word; `max` is all that the model may. */
export const thinkingBudgets: Partial<Readonly<Record<ReasoningEffort, number>>> = {
  // A preset thinks whatever the word is: the lowest ask for the least that the vendor takes.
  none: 0,
  minimal: 0,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 32_768,
};
