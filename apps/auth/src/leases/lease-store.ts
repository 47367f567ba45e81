import { type AcquireLeasesRequest, type LeaseRequest, LeaseResponse } from '@belugapi/contracts';
import type { Database, ServiceDatabase } from '@belugapi/service-kit';
import { and, eq, sql } from 'drizzle-orm';
import { concurrencyHoldings, rateWindows } from '../auth-schema.js';
import { concurrencyLease } from './concurrency-lease.js';
import { leaseSubject, type LeaseSubject } from './lease-subject.js';
import { limitsOfSubjects } from './limits-of-subjects.js';
import { RateWindow } from './rate-window.js';

interface Ask {
  readonly gatewayId: string;
  readonly subject: LeaseSubject;
  readonly lease: LeaseRequest;
}
type Answers = Map<LeaseRequest, LeaseResponse>;

const holdingMs = 30_000;

/**
 * The one place where limits are spent. All requests given together are granted in one transaction; rows are locked in the
 * order of their names, so replicas of this service wait for each other and never in a ring.
 */
export class LeaseStore {
  constructor(private readonly database: ServiceDatabase) {}

  /** Answers in the order of the requests and of their leases. @throws {DatabaseError} */
  async acquire(requests: readonly AcquireLeasesRequest[]): Promise<LeaseResponse[][]> {
    const asks = requests.flatMap(({ gatewayId, leases }) =>
      leases.flatMap((lease): Ask[] => {
        const subject = leaseSubject(lease);
        return subject ? [{ gatewayId, subject, lease }] : [];
      }),
    );
    const answers: Answers = new Map();
    if (asks.length > 0) {
      await this.database.run((database) =>
        database.transaction((transaction) => grantAll(transaction, asks, answers)),
      );
    }
    // What names no subject or no limit of its own is not limited.
    return requests.map(({ leases }) => leases.map((lease) => answers.get(lease) ?? LeaseResponse.create({})));
  }
}

async function grantAll(database: Database, asks: readonly Ask[], answers: Answers): Promise<void> {
  const limits = await limitsOfSubjects(
    database,
    asks.map(({ subject }) => subject),
  );
  const byRow = Map.groupBy(asks, ({ subject }) => `${subject.name} ${subject.dimension}`);
  for (const row of [...byRow.keys()].toSorted()) {
    const together = byRow.get(row) ?? [];
    const subject = together[0]?.subject;
    const limit = subject && limits.get(subject.name)?.[subject.dimension];
    if (!subject || limit === undefined || limit === null) continue;
    const grant = subject.dimension === 'concurrency' ? grantConcurrency : grantRate;
    for (const [lease, answer] of await grant(database, subject, limit, together)) answers.set(lease, answer);
  }
}

async function grantRate(
  database: Database,
  subject: LeaseSubject,
  limit: number,
  asks: readonly Ask[],
): Promise<Answers> {
  const row = { subject: subject.name, dimension: subject.dimension };
  const itself = and(eq(rateWindows.subject, row.subject), eq(rateWindows.dimension, row.dimension));
  const { buckets, now } = await lockRate(database, row);
  const window = new RateWindow(limit, buckets, now);
  const answers: Answers = new Map();
  for (const { lease } of asks) answers.set(lease, LeaseResponse.create({ ...window.lease(lease), limit }));
  await database.update(rateWindows).set({ buckets: window.state() }).where(itself);
  return answers;
}

// The upsert makes the row, locks it and gives it back in one statement. The database's clock is the one all replicas share.
async function lockRate(database: Database, row: { subject: string; dimension: string }) {
  const [locked] = await database
    .insert(rateWindows)
    .values(row)
    .onConflictDoUpdate({
      target: [rateWindows.subject, rateWindows.dimension],
      set: { buckets: sql`${rateWindows.buckets}` },
    })
    .returning({
      buckets: rateWindows.buckets,
      now: sql<string>`floor(extract(epoch from clock_timestamp()) * 1000)`,
    });
  if (!locked) throw new Error('a window that was just written is not there');
  return { buckets: locked.buckets, now: Number(locked.now) };
}

async function grantConcurrency(
  database: Database,
  subject: LeaseSubject,
  limit: number,
  asks: readonly Ask[],
): Promise<Answers> {
  // The row of the rate table stands for the subject: holdings of several gateways are several rows.
  const { now } = await lockRate(database, { subject: subject.name, dimension: subject.dimension });
  const table = concurrencyHoldings;
  const rows = await database.select().from(table).where(eq(table.subject, subject.name));
  const held = new Map(
    rows.filter(({ expiresAt }) => expiresAt.getTime() > now).map((row) => [row.gatewayId, row.units]),
  );
  const answers: Answers = new Map();
  for (const { gatewayId, lease } of asks) {
    const heldBySelf = held.get(gatewayId) ?? 0;
    const heldByOthers = [...held.values()].reduce((sum, units) => sum + units, 0) - heldBySelf;
    const { needed, wanted } = lease;
    const { granted, stored, remaining } = concurrencyLease({ limit, heldByOthers, heldBySelf, needed, wanted });
    held.set(gatewayId, stored);
    answers.set(lease, LeaseResponse.create({ granted, limit, remaining, expiresAfterMs: holdingMs }));
  }
  const expiresAt = new Date(now + holdingMs);
  for (const gatewayId of new Set(asks.map((ask) => ask.gatewayId))) {
    const units = held.get(gatewayId) ?? 0;
    await database
      .insert(table)
      .values({ subject: subject.name, gatewayId, units, expiresAt })
      .onConflictDoUpdate({ target: [table.subject, table.gatewayId], set: { units, expiresAt } });
  }
  // Gateways that are gone leave nothing behind.
  await database.execute(
    sql`delete from ${table} where ${table.subject} = ${subject.name} and (${table.units} = 0 or ${table.expiresAt} <= to_timestamp(${now / 1_000}))`,
  );
  return answers;
}
