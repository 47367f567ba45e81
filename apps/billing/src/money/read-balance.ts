import type { Database } from '@belugapi/service-kit';
import { eq, getTableColumns, sql } from 'drizzle-orm';
import { balances, moneyLeases } from '../billing-schema.js';

/** The time by the one clock that all replicas share. */
export const databaseNow = sql`floor(extract(epoch from clock_timestamp()) * 1000)`.mapWith(
  (milliseconds: string) => new Date(Number(milliseconds)),
);

/** A subject's balance and what gateways hold of it, at one moment; undefined where it has none. */
export async function readBalance(database: Database, subject: string) {
  const held = sql`greatest(${moneyLeases.granted} - ${moneyLeases.taken}, 0)`;
  const [found] = await database
    .select({
      ...getTableColumns(balances),
      reserved: sql`coalesce(sum(${held}), 0)`.mapWith(BigInt),
      now: databaseNow,
    })
    .from(balances)
    .leftJoin(moneyLeases, eq(moneyLeases.subject, balances.subject))
    .where(eq(balances.subject, subject))
    .groupBy(balances.subject);
  return found;
}
