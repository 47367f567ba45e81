import { Outcome } from '@belugapi/contracts';

const outcomes: Readonly<Record<Outcome, string>> = {
  [Outcome.UNSPECIFIED]: 'unknown',
  [Outcome.COMPLETED]: 'completed',
  [Outcome.FAILED]: 'failed',
  [Outcome.CANCELLED]: 'cancelled',
  [Outcome.ABANDONED]: 'abandoned',
};

/** How an attempt ended, in a word. */
export function outcomeWord(outcome: Outcome): string {
  return outcomes[outcome] ?? 'unknown';
}
