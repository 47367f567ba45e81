import type { Balance, MoneyLimits } from '@belugapi/contracts';
import { dollars } from '../answer/usage-body.js';

/** What is left of limits on money, in the words of the admin API; undefined where there is none. Amounts are US dollars. */
export function moneyLeft(
  limits: MoneyLimits | undefined,
  { totalNanoUsd, dailyNanoUsd, monthlyNanoUsd, reservedNanoUsd }: Balance,
  now: Date,
): Record<string, unknown> | undefined {
  const day = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  const month = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
  const bounds = [
    ['total_usd', limits?.totalNanoUsd, totalNanoUsd, undefined],
    ['daily_usd', limits?.dailyNanoUsd, dailyNanoUsd, day],
    ['monthly_usd', limits?.monthlyNanoUsd, monthlyNanoUsd, month],
  ] as const;
  const entries = bounds.flatMap(([name, limit, spent, resetAt]) => {
    if (limit === undefined) return [];
    const left = { limit: dollars(limit), remaining: dollars(Math.max(0, limit - spent)) };
    return [[name, resetAt === undefined ? left : { ...left, reset_after_ms: resetAt - now.getTime() }] as const];
  });
  if (entries.length === 0) return undefined;
  return { ...Object.fromEntries(entries), reserved_usd: dollars(reservedNanoUsd) };
}
