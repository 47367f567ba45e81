import type { LedgerRowColumns } from '../ledger-entry.js';

/** What is added to the sums of one subject. */
export interface BalanceChange {
  total: bigint;
  daily: bigint;
  monthly: bigint;
}

/** A row that was added or changed: what it charged before and charges now. */
export interface RowChange {
  readonly row: Pick<LedgerRowColumns, 'keyId' | 'organizationId' | 'createdAt' | 'chargedNanoUsd'>;
  readonly chargedBefore: bigint | null;
}

/** What changed rows add to the sums of their keys and organisations: a row counts on the day on which it was booked. */
export function balanceChanges(changes: readonly RowChange[], now: Date): Map<string, BalanceChange> {
  const sums = new Map<string, BalanceChange>();
  const [today, thisMonth] = [utcDay(now), utcMonth(now)];
  for (const { row, chargedBefore } of changes) {
    const amount = (row.chargedNanoUsd ?? 0n) - (chargedBefore ?? 0n);
    // Added rows have the moment of the booking itself.
    const isOfToday = row.createdAt === now || utcDay(row.createdAt) === today;
    const isOfThisMonth = isOfToday || utcMonth(row.createdAt) === thisMonth;
    for (const subject of subjectsOf(row)) {
      let sum = sums.get(subject);
      if (!sum) sums.set(subject, (sum = { total: 0n, daily: 0n, monthly: 0n }));
      sum.total += amount;
      if (isOfToday) sum.daily += amount;
      if (isOfThisMonth) sum.monthly += amount;
    }
  }
  return sums;
}

/** The names under which a row's key and organisation keep their sums and leases. */
export function subjectsOf({ keyId, organizationId }: { keyId: string; organizationId: string }): [string, string] {
  return [`key:${keyId}`, `organization:${organizationId}`];
}

/** A moment's UTC day, as in `2026-11-22`. */
export function utcDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** The first day of a moment's UTC month. */
export function utcMonth(moment: Date): string {
  return `${moment.toISOString().slice(0, 7)}-01`;
}
