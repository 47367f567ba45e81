import { Outcome } from '@belugapi/contracts';

/** All words for how an attempt ended. */
export const outcomeWords = ['unknown', 'completed', 'failed', 'cancelled', 'abandoned'] as const;
export type OutcomeWord = (typeof outcomeWords)[number];

const outcomes: Readonly<Record<Outcome, OutcomeWord>> = {
  [Outcome.UNSPECIFIED]: 'unknown',
  [Outcome.COMPLETED]: 'completed',
  [Outcome.FAILED]: 'failed',
  [Outcome.CANCELLED]: 'cancelled',
  [Outcome.ABANDONED]: 'abandoned',
};

/** How an attempt ended, in a word. */
export function outcomeWord(outcome: Outcome): OutcomeWord {
  return outcomes[outcome] ?? 'unknown';
}
