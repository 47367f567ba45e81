import type { Database } from '@belugapi/service-kit';
import { type SQL, sql } from 'drizzle-orm';
import { attemptKey } from './arrange-entries.js';
import { completionsOpen, ledger } from './billing-schema.js';
import type { OpenRow, SettledRow } from './from-usage-event.js';
import { array, selectRows } from './select-rows.js';

const rowsPerStatement = 1_000;
const lockSpace = 0x6c65_6467;

/** What is told of a row that was added. */
export type AddedRow = Pick<typeof ledger.$inferSelect, 'outcome' | 'costNanoUsd'>;

/**
 * Lets one transaction at a time write the ledger, until it ends. Ids then become visible in their order, so that a reader
 * who pages by id misses none; and two billing processes cannot deadlock.
 */
export async function lockLedger(database: Database): Promise<void> {
  await database.execute(sql`select pg_advisory_xact_lock(${lockSpace}, 0)`);
}

/**
 * Adds a row per attempt; where there is one, a provider's figure takes the place of an estimate. No attempt may come twice.
 * Resolves with the added rows.
 */
export async function writeSettlements(database: Database, rows: readonly SettledRow[]): Promise<AddedRow[]> {
  const added: AddedRow[] = [];
  for (const part of inParts(rows)) {
    const written = await database
      .insert(ledger)
      .select(selectRows(ledger, part, { id: sql`nextval('billing.ledger_id')` }))
      .onConflictDoUpdate({
        target: [ledger.completionId, ledger.attempt],
        set: { ...revision, revisedAt: sql`now()` },
        setWhere: sql`${ledger.source} <> 'provider' and excluded.source = 'provider'`,
      })
      .returning({ outcome: ledger.outcome, costNanoUsd: ledger.costNanoUsd, revisedAt: ledger.revisedAt });
    added.push(...written.filter(({ revisedAt }) => revisedAt === null));
  }
  return added;
}

/** Remembers attempts whose end is not booked yet. */
export async function writeOpenings(database: Database, rows: readonly OpenRow[]): Promise<void> {
  for (const part of inParts(rows)) {
    const ids = part.map(({ completionId }) => completionId);
    const booked = await database
      .select({ completionId: ledger.completionId, attempt: ledger.attempt })
      .from(ledger)
      .where(sql`${ledger.completionId} = any(${array(ids, 'text')})`);
    const known = new Set(booked.map(attemptKey));
    const fresh = part.filter((row) => !known.has(attemptKey(row)));
    if (fresh.length > 0) {
      await database.insert(completionsOpen).select(selectRows(completionsOpen, fresh)).onConflictDoNothing();
    }
  }
}

/** Forgets the openings of attempts that are booked now. */
export async function closeOpenings(database: Database, rows: readonly SettledRow[]): Promise<void> {
  for (const part of inParts(rows)) {
    const ids = part.map(({ completionId }) => completionId);
    const attempts = part.map(({ attempt }) => attempt);
    const settled = sql`select * from unnest(${array(ids, 'text')}, ${array(attempts, 'bigint')})`;
    await database
      .delete(completionsOpen)
      .where(sql`(${completionsOpen.completionId}, ${completionsOpen.attempt}) in (${settled})`);
  }
}

const excluded = (column: { readonly name: string }): SQL => sql`excluded.${sql.identifier(column.name)}`;
// What the caller saw is best known to the gateway; another settler's account of it does not replace the gateway's.
const unlessGateway = (column: { readonly name: string }): SQL =>
  sql`case when ${ledger.settler} = 'gateway' then ${ledger}.${sql.identifier(column.name)} else ${excluded(column)} end`;

const revision = {
  source: excluded(ledger.source),
  uncachedInput: excluded(ledger.uncachedInput),
  cacheRead: excluded(ledger.cacheRead),
  cacheWrite: excluded(ledger.cacheWrite),
  cacheWriteLong: excluded(ledger.cacheWriteLong),
  audioInput: excluded(ledger.audioInput),
  imageInput: excluded(ledger.imageInput),
  visibleOutput: excluded(ledger.visibleOutput),
  reasoning: excluded(ledger.reasoning),
  audioOutput: excluded(ledger.audioOutput),
  webSearches: excluded(ledger.webSearches),
  audioSeconds: excluded(ledger.audioSeconds),
  costNanoUsd: excluded(ledger.costNanoUsd),
  priceVersion: excluded(ledger.priceVersion),
  settler: excluded(ledger.settler),
  outcome: unlessGateway(ledger.outcome),
  deliveredOutput: unlessGateway(ledger.deliveredOutput),
  finishReason: unlessGateway(ledger.finishReason),
  failureCode: unlessGateway(ledger.failureCode),
  timeToFirstTokenUs: unlessGateway(ledger.timeToFirstTokenUs),
  durationUs: unlessGateway(ledger.durationUs),
};

function* inParts<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) yield rows.slice(start, start + rowsPerStatement);
}
