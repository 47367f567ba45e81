import type { Database } from '@belugapi/service-kit';
import { type SQL, sql } from 'drizzle-orm';
import { rateWindows } from '../auth-schema.js';
import type { LeaseSubject } from './lease-subject.js';
import type { Buckets } from './rate-window.js';

/** Names a row of the table of windows. */
export type LeaseRow = Pick<LeaseSubject, 'name' | 'dimension'>;

export interface LockedRow {
  readonly buckets: Buckets;
  /** Unix milliseconds by the database's clock, the one that all replicas share. */
  readonly now: number;
}

/**
 * Locks rows until the transaction ends, all in one statement and in the order of their names, so that replicas wait for each
 * other and never in a ring. By `rowName`; a row that is not there is left out.
 */
export async function lockRows(database: Database, rows: readonly LeaseRow[]): Promise<ReadonlyMap<string, LockedRow>> {
  const names = rows.map(({ name, dimension }) => sql`(${name}, ${dimension})`);
  const locked = await database
    .select({
      subject: rateWindows.subject,
      dimension: rateWindows.dimension,
      buckets: rateWindows.buckets,
      now: sql<string>`floor(extract(epoch from clock_timestamp()) * 1000)`,
    })
    .from(rateWindows)
    .where(sql`(${rateWindows.subject}, ${rateWindows.dimension}) in (${list(names)})`)
    .orderBy(sql`${rateWindows.subject} collate "C", ${rateWindows.dimension} collate "C"`)
    .for('update');
  return new Map(
    locked.map(({ subject, dimension, buckets, now }) => [rowName(subject, dimension), { buckets, now: Number(now) }]),
  );
}

/**
 * Makes rows that are not there, in the order of their names; outside of the transactions that lock them, since making one
 * locks it, too.
 */
export async function makeRows(database: Database, rows: readonly LeaseRow[]): Promise<void> {
  const byName = rows.toSorted((a, b) => (rowName(a.name, a.dimension) < rowName(b.name, b.dimension) ? -1 : 1));
  const values = byName.map(({ name, dimension }) => ({ subject: name, dimension }));
  await database.insert(rateWindows).values(values).onConflictDoNothing();
}

/** Writes what the windows hold now, all in one statement. */
export async function writeRows(
  database: Database,
  rows: readonly (LeaseRow & { readonly buckets: Buckets })[],
): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map(
    ({ name, dimension, buckets }) => sql`(${name}, ${dimension}, ${JSON.stringify(buckets)}::jsonb)`,
  );
  await database.execute(sql`
    update ${rateWindows} as rows set buckets = given.buckets
      from (values ${list(values)}) as given (subject, dimension, buckets)
     where rows.subject = given.subject and rows.dimension = given.dimension`);
}

/** One text for both halves of a row's name. */
export function rowName(name: string, dimension: string): string {
  return `${name} ${dimension}`;
}

function list(parts: readonly SQL[]): SQL {
  return sql.join([...parts], sql`, `);
}
