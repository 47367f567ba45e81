import type { LedgerDifference, VerifyLedgerResponse } from '@belugapi/contracts';
import type { Database, ServiceDatabase } from '@belugapi/service-kit';
import { and, eq, gt, lt, lte, max, or, type SQL, sql } from 'drizzle-orm';
import { balances, completionsOpen, creditEntries, ledger, moneyLeases } from '../billing-schema.js';
import { addRowsToHours, hourDifferences, type HourSums } from '../usage/hour-differences.js';
import { nanoNumber } from './nano-number.js';

interface Sums {
  readonly total: bigint;
  readonly daily: bigint;
  readonly monthly: bigint;
}
type Difference = Omit<LedgerDifference, 'expected' | 'found'> & { readonly expected: bigint; readonly found: bigint };

const mostTold = 100;
// A query has seconds, and a ledger may have any size.
const idsAtOnce = 250_000;
const nothing: Sums = { total: 0n, daily: 0n, monthly: 0n };

/** Compares what is kept of the ledger with its rows. */
export class LedgerVerifier {
  constructor(private readonly database: ServiceDatabase) {}

  /** One look at everything, at one moment. @throws {DatabaseError} */
  verify(): Promise<VerifyLedgerResponse> {
    return this.database.run((database) =>
      database.transaction(verifyAll, { isolationLevel: 'repeatable read', accessMode: 'read only' }),
    );
  }
}

async function verifyAll(database: Database): Promise<VerifyLedgerResponse> {
  const differences: Difference[] = [];
  const expected = new Map<string, Sums>();
  const hours = new Map<string, HourSums>();
  const [last] = await database.select({ id: max(ledger.id) }).from(ledger);
  for (let from = 0; from < (last?.id ?? 0); from += idsAtOnce) {
    const range = and(gt(ledger.id, from), lte(ledger.id, from + idsAtOnce)) as SQL;
    for (const { subject, ...sums } of await sumRows(database, range)) {
      expected.set(subject, added(expected.get(subject) ?? nothing, sums));
    }
    await addRowsToHours(database, range, hours);
    differences.push(...(await wrongCharges(database, range)));
  }
  differences.push(...(await hourDifferences(database, hours)));
  const kept = new Map((await database.select().from(balances)).map((balance) => [balance.subject, balance]));
  for (const name of new Set([...expected.keys(), ...kept.keys()])) {
    differences.push(...sumDifferences(name, expected.get(name) ?? nothing, kept.get(name) ?? nothing));
  }
  differences.push(...(await bookedOpenings(database)), ...(await wrongCredits(database)));
  differences.push(...(await forgottenLeases(database)));
  return {
    rows: await database.$count(ledger),
    subjects: kept.size,
    differences: differences.slice(0, mostTold).map((difference) => ({
      ...difference,
      expected: nanoNumber(difference.expected),
      found: nanoNumber(difference.found),
    })),
    differenceCount: differences.length,
  };
}

const bookedDay = sql`(${ledger.createdAt} at time zone 'UTC')::date`;
const bookedMonth = sql`date_trunc('month', ${ledger.createdAt} at time zone 'UTC')::date`;
const sumWhere = (condition: SQL) =>
  sql`coalesce(sum(${ledger.chargedNanoUsd}) filter (where ${condition}), 0)`.mapWith(BigInt);
const subject = sql<string>`subjects.subject`;

/** Sums over rows, by key and by organisation; the day and the month are those that the balance is of. */
async function sumRows(database: Database, range: SQL): Promise<({ subject: string } & Sums)[]> {
  const ofRow = sql`lateral (values ('key:' || ${ledger.keyId}), ('organization:' || ${ledger.organizationId})) as subjects (subject)`;
  return database
    .select({
      subject,
      total: sumWhere(sql`true`),
      daily: sumWhere(sql`${bookedDay} = ${balances.day}`),
      monthly: sumWhere(sql`${bookedMonth} = ${balances.month}`),
    })
    .from(ledger)
    .crossJoin(ofRow)
    .leftJoin(balances, eq(balances.subject, subject))
    .where(range)
    .groupBy(subject);
}

async function wrongCharges(database: Database, range: SQL): Promise<Difference[]> {
  const { costNanoUsd: cost, chargedNanoUsd: charged } = ledger;
  const wrong = or(sql`${charged} > ${cost}`, sql`${charged} < 0`, sql`(${charged} is null) <> (${cost} is null)`);
  const rows = await database.select().from(ledger).where(and(range, wrong)).limit(mostTold);
  return rows.map((row) => ({
    subject: `${row.completionId}/${row.attempt}`,
    figure: 'charge',
    expected: row.costNanoUsd ?? 0n,
    found: row.chargedNanoUsd ?? 0n,
  }));
}

async function bookedOpenings(database: Database): Promise<Difference[]> {
  const { completionId, attempt } = completionsOpen;
  const rows = await database
    .select({ completionId, attempt })
    .from(completionsOpen)
    .innerJoin(ledger, and(eq(ledger.completionId, completionId), eq(ledger.attempt, attempt)))
    .limit(mostTold);
  return rows.map((row) => ({
    subject: `${row.completionId}/${row.attempt}`,
    figure: 'opening',
    expected: 0n,
    found: 1n,
  }));
}

async function wrongCredits(database: Database): Promise<Difference[]> {
  const entries = sql`coalesce(sum(${creditEntries.amount}), 0)`.mapWith(BigInt);
  const name = sql<string>`'organization:' || ${creditEntries.organizationId}`;
  const rows = await database
    .select({
      subject: balances.subject,
      expected: entries,
      found: sql`coalesce(${balances.credit}, 0)`.mapWith(BigInt),
    })
    .from(balances)
    .leftJoin(creditEntries, eq(balances.subject, name))
    .groupBy(balances.subject)
    .having(sql`coalesce(${balances.credit}, 0) <> coalesce(sum(${creditEntries.amount}), 0)`)
    .limit(mostTold);
  return rows.map((row) => ({ ...row, figure: 'credit' }));
}

/** Leases whose gateway has been silent for long, and that hold money all the same. */
async function forgottenLeases(database: Database): Promise<Difference[]> {
  const held = sql`sum(${moneyLeases.granted} - ${moneyLeases.taken})`.mapWith(BigInt);
  const rows = await database
    .select({ subject: moneyLeases.subject, found: held })
    .from(moneyLeases)
    .where(
      and(
        lt(moneyLeases.expiresAt, sql`clock_timestamp() - interval '10 minutes'`),
        gt(moneyLeases.granted, moneyLeases.taken),
      ),
    )
    .groupBy(moneyLeases.subject)
    .limit(mostTold);
  return rows.map((row) => ({ ...row, figure: 'lease', expected: 0n }));
}

function sumDifferences(name: string, expected: Sums, found: Sums): Difference[] {
  return (['total', 'daily', 'monthly'] as const)
    .filter((figure) => expected[figure] !== found[figure])
    .map((figure) => ({ subject: name, figure, expected: expected[figure], found: found[figure] }));
}

function added(one: Sums, other: Sums): Sums {
  return { total: one.total + other.total, daily: one.daily + other.daily, monthly: one.monthly + other.monthly };
}
