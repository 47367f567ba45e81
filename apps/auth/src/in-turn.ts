import type { Database } from '@belugapi/service-kit';
import { sql } from 'drizzle-orm';

/**
 * Does `work` in a transaction, after those that do theirs here already: versions of keys and organisations are committed in
 * their order, and whoever sees one has seen all before it.
 */
export function inTurn<Result>(database: Database, work: (transaction: Database) => Promise<Result>): Promise<Result> {
  return database.transaction(async (transaction) => {
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtext('auth.principal_version'))`);
    return work(transaction);
  });
}
