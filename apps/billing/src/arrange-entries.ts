import type { UsageEntry } from './from-usage-event.js';
import type { Opening, Settlement } from './ledger-entry.js';

/** A batch in the order in which it can be written. */
export interface ArrangedEntries {
  readonly settlements: readonly Settlement[];
  /** Those of attempts that the batch does not settle; none comes twice. */
  readonly openings: readonly Opening[];
}

/** Sorts a batch out: what is settled in the same batch need not be opened. */
export function arrangeEntries(entries: readonly UsageEntry[]): ArrangedEntries {
  const settlements = entries.flatMap((entry) => ('settled' in entry ? [entry.settled] : []));
  const settled = new Set(settlements.map(({ entry }) => attemptKey(entry)));
  const openings = new Map<string, Opening>();
  for (const entry of entries) {
    if ('opened' in entry && !settled.has(attemptKey(entry.opened))) {
      openings.set(attemptKey(entry.opened), entry.opened);
    }
  }
  return { settlements, openings: [...openings.values()] };
}

/** One attempt of one completion. */
export function attemptKey({ completionId, attempt }: { completionId: string; attempt: number }): string {
  return `${attempt} ${completionId}`;
}
