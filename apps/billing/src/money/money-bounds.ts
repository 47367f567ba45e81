import { MoneyBound, type MoneyLimits } from '@belugapi/contracts';
import { utcDay, utcMonth } from '../balances/balance-changes.js';
import type { balances } from '../billing-schema.js';

/** What a subject has spent, and its credit. */
export type Balance = typeof balances.$inferSelect;

/** How much a limit leaves, in nano-dollars; negative where more was spent. */
export interface MoneyLeft {
  readonly bound: MoneyBound;
  readonly limit: bigint;
  readonly left: bigint;
}

/** The tightest of a subject's limits and its credit; undefined where nothing limits it. */
export function tightestBound(balance: Balance, limits: MoneyLimits | undefined, now: Date): MoneyLeft | undefined {
  const { total, credit, spentBeforeCredit } = balance;
  const { daily, monthly } = spentNow(balance, now);
  const bounds: MoneyLeft[] = [];
  const add = (bound: MoneyBound, limit: number | undefined, spent: bigint) => {
    if (limit !== undefined) bounds.push({ bound, limit: BigInt(limit), left: BigInt(limit) - spent });
  };
  add(MoneyBound.TOTAL, limits?.totalNanoUsd, total);
  add(MoneyBound.DAILY, limits?.dailyNanoUsd, daily);
  add(MoneyBound.MONTHLY, limits?.monthlyNanoUsd, monthly);
  if (credit !== null)
    bounds.push({ bound: MoneyBound.CREDIT, limit: credit, left: credit - (total - spentBeforeCredit) });
  return bounds.toSorted((one, other) => (one.left < other.left ? -1 : Number(one.left > other.left)))[0];
}

/** What was spent on the UTC day and in the month of `now`. */
export function spentNow({ day, daily, month, monthly }: Balance, now: Date): { daily: bigint; monthly: bigint } {
  return { daily: day === utcDay(now) ? daily : 0n, monthly: month === utcMonth(now) ? monthly : 0n };
}
