import type { Database } from '@belugapi/service-kit';
import { sql } from 'drizzle-orm';

/**
 * Lets changes of keys and organisations happen one after the other, until the end of their transactions: versions are then
 * committed in their order, and whoever sees one has seen all before it.
 */
export async function takeTurn(transaction: Database): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(hashtext('auth.principal_version'))`);
}
