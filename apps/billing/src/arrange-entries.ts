import type { OpenRow, SettledRow, UsageEntry } from './from-usage-event.js';

/** A batch in the order in which it can be written: within one list no attempt comes twice. */
export interface ArrangedEntries {
  readonly openings: readonly OpenRow[];
  readonly settlements: readonly SettledRow[];
  /** The provider's figures for attempts that `settlements` has an estimate of. */
  readonly revisions: readonly SettledRow[];
}

/** Sorts a batch out: one statement cannot touch a row twice, and what is settled in the same batch need not be opened. */
export function arrangeEntries(entries: readonly UsageEntry[]): ArrangedEntries {
  const settlements = new Map<string, SettledRow>();
  const revisions = new Map<string, SettledRow>();
  for (const entry of entries) {
    if (!('settled' in entry)) continue;
    const key = attemptKey(entry.settled);
    const first = settlements.get(key);
    if (!first) settlements.set(key, entry.settled);
    else if (first.source !== 'provider' && entry.settled.source === 'provider' && !revisions.has(key)) {
      revisions.set(key, entry.settled);
    }
  }
  const openings = new Map<string, OpenRow>();
  for (const entry of entries) {
    if ('opened' in entry && !settlements.has(attemptKey(entry.opened))) {
      openings.set(attemptKey(entry.opened), entry.opened);
    }
  }
  return {
    openings: [...openings.values()],
    settlements: [...settlements.values()],
    revisions: [...revisions.values()],
  };
}

/** One attempt of one completion. */
export function attemptKey({ completionId, attempt }: { completionId: string; attempt: number }): string {
  return `${attempt} ${completionId}`;
}
