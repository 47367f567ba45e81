import type { Database } from '@belugapi/service-kit';
import { sql } from 'drizzle-orm';
import { balances } from '../billing-schema.js';
import { selectRows } from '../select-rows.js';
import { type BalanceChange, utcDay, utcMonth } from './balance-changes.js';

/**
 * Adds changes to the sums. Rows are locked in the order of their names, as the leases do, so nobody waits in a ring.
 * `now`: the moment of the booking.
 */
export async function writeBalances(
  database: Database,
  changes: ReadonlyMap<string, BalanceChange>,
  now: Date,
): Promise<void> {
  if (changes.size === 0) return;
  const rows = [...changes.keys()].toSorted().map((subject) => ({
    subject,
    day: utcDay(now),
    month: utcMonth(now),
    spentBeforeCredit: 0n,
    ...(changes.get(subject) as BalanceChange),
  }));
  await database
    .insert(balances)
    .select(selectRows(balances, rows))
    .onConflictDoUpdate({
      target: balances.subject,
      set: {
        total: sql`${balances.total} + excluded.total_nano_usd`,
        daily: sql`case when ${balances.day} < excluded.day then 0 else ${balances.daily} end + excluded.daily_nano_usd`,
        day: sql`greatest(${balances.day}, excluded.day)`,
        monthly: sql`case when ${balances.month} < excluded.month then 0 else ${balances.monthly} end + excluded.monthly_nano_usd`,
        month: sql`greatest(${balances.month}, excluded.month)`,
      },
    });
}
