import type { Database } from '@belugapi/service-kit';
import { sql } from 'drizzle-orm';
import { moneyLeases } from '../billing-schema.js';
import type { Settlement } from '../ledger-entry.js';
import { array } from '../select-rows.js';

/**
 * Takes off leases what gateways took off them for these settlements: the transaction that books their charge as spent does
 * this too, so at no moment does money count twice or not at all. A lease that has ended in the meantime is left alone.
 */
export async function takeOffLeases(database: Database, settlements: readonly Settlement[]): Promise<void> {
  const taken = new Map<number, bigint>();
  for (const { entry, leases } of settlements) {
    for (const lease of new Set(leases)) taken.set(lease, (taken.get(lease) ?? 0n) + (entry.takenNanoUsd ?? 0n));
  }
  if (taken.size === 0) return;
  const given = sql`unnest(${array([...taken.keys()], 'bigint')}, ${array([...taken.values()].map(String), 'numeric')})`;
  await database.execute(
    sql`update ${moneyLeases} set ${sql.identifier(moneyLeases.taken.name)} = ${moneyLeases.taken} + told.amount
      from ${given} as told (lease, amount) where ${moneyLeases.id} = told.lease`,
  );
}
