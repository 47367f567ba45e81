import type { Database } from '@belugapi/service-kit';
import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import { attemptKey } from './arrange-entries.js';
import { completionsOpen, ledger } from './billing-schema.js';
import type { LedgerEntry, LedgerRowColumns, Opening } from './ledger-entry.js';
import { array, selectRows } from './select-rows.js';

const rowsPerStatement = 1_000;
const lockSpace = 0x6c65_6467;

interface Attempt {
  readonly completionId: string;
  readonly attempt: number;
}

/**
 * Lets one transaction at a time write the ledger, until it ends; resolves with the database's time then. Ids become visible
 * in their order, so that a reader who pages by id misses none; and two billing processes cannot deadlock.
 */
export async function lockLedger(database: Database): Promise<Date> {
  const [locked] = await database
    .select({
      locked: sql`pg_advisory_xact_lock(${lockSpace}, 0)`,
      now: sql<string>`floor(extract(epoch from clock_timestamp()) * 1000)`,
    })
    .from(sql`(values (0)) as one`);
  return new Date(Number(locked?.now));
}

/** Adds a row for each attempt that has none; no attempt may come twice. Resolves with the attempts of the added rows. */
export async function insertRows(database: Database, entries: readonly LedgerEntry[], createdAt: Date) {
  const added: Attempt[] = [];
  for (const part of inParts(entries.map((entry) => ({ ...entry, createdAt })))) {
    const written = await database
      .insert(ledger)
      .select(selectRows(ledger, part, { id: sql`nextval('billing.ledger_id')` }))
      .onConflictDoNothing({ target: [ledger.completionId, ledger.attempt] })
      .returning({ completionId: ledger.completionId, attempt: ledger.attempt });
    added.push(...written);
  }
  return added;
}

/** The rows of attempts that have one. */
export async function findRows(database: Database, attempts: readonly Attempt[]): Promise<LedgerRowColumns[]> {
  const found: LedgerRowColumns[] = [];
  for (const part of inParts(attempts)) {
    found.push(...(await database.select().from(ledger).where(isAmong(ledger, part))));
  }
  return found;
}

/** Replaces rows by their ids. */
export async function updateRows(database: Database, rows: readonly LedgerRowColumns[]): Promise<void> {
  const assignments = Object.values(getTableColumns(ledger)).map(
    ({ name }) => sql`${sql.identifier(name)} = revised.${sql.identifier(name)}`,
  );
  for (const part of inParts(rows)) {
    await database.execute(
      sql`update ${ledger} set ${sql.join(assignments, sql`, `)} from (${selectRows(ledger, part)}) as revised where ${ledger.id} = revised.id`,
    );
  }
}

/** Remembers attempts whose end is not booked yet. */
export async function writeOpenings(database: Database, rows: readonly Opening[]): Promise<void> {
  for (const part of inParts(rows)) {
    const booked = await database
      .select({ completionId: ledger.completionId, attempt: ledger.attempt })
      .from(ledger)
      .where(isAmong(ledger, part));
    const known = new Set(booked.map(attemptKey));
    const fresh = part.filter((row) => !known.has(attemptKey(row)));
    if (fresh.length > 0) {
      await database.insert(completionsOpen).select(selectRows(completionsOpen, fresh)).onConflictDoNothing();
    }
  }
}

/** Forgets the openings of attempts that are booked now. */
export async function closeOpenings(database: Database, attempts: readonly Attempt[]): Promise<void> {
  for (const part of inParts(attempts)) await database.delete(completionsOpen).where(isAmong(completionsOpen, part));
}

function isAmong(table: typeof ledger | typeof completionsOpen, attempts: readonly Attempt[]): SQL {
  const ids = attempts.map(({ completionId }) => completionId);
  const numbers = attempts.map(({ attempt }) => attempt);
  const sought = sql`select * from unnest(${array(ids, 'text')}, ${array(numbers, 'bigint')})`;
  return sql`(${table.completionId}, ${table.attempt}) in (${sought})`;
}

function* inParts<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) yield rows.slice(start, start + rowsPerStatement);
}
