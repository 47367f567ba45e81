import type { Database } from '@belugapi/service-kit';
import { getTableColumns, sql } from 'drizzle-orm';
import { balances } from '../billing-schema.js';
import { selectRows } from '../select-rows.js';
import { databaseNow } from './read-balance.js';

/**
 * Makes, locks and reads balances in one statement, with the time at which each was locked. `names`: in their order, the one
 * in which everybody locks them.
 */
export async function lockBalances(database: Database, names: readonly string[]) {
  const day = sql`(clock_timestamp() at time zone 'UTC')::date`;
  const generated = { day, month: sql`date_trunc('month', ${day})::date` };
  const rows = names.map((subject) => ({ subject, total: 0n, daily: 0n, monthly: 0n, spentBeforeCredit: 0n }));
  return database
    .insert(balances)
    .select(selectRows(balances, rows, generated))
    .onConflictDoUpdate({ target: balances.subject, set: { total: sql`${balances.total}` } })
    .returning({ ...getTableColumns(balances), now: databaseNow });
}
