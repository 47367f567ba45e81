import { type AcquireLeasesRequest, type LeaseRequest, LeaseResponse } from '@belugapi/contracts';
import type { Database, ServiceDatabase } from '@belugapi/service-kit';
import { ConcurrencyBook } from './concurrency-book.js';
import { concurrencyLease } from './concurrency-lease.js';
import { lockRows, makeRows, rowName, writeRows } from './lease-rows.js';
import { leaseSubject, type LeaseSubject } from './lease-subject.js';
import { limitsOfSubjects } from './limits-of-subjects.js';
import { type Buckets, RateWindow } from './rate-window.js';

interface Ask {
  readonly gatewayId: string;
  readonly subject: LeaseSubject;
  readonly lease: LeaseRequest;
}
/** What all asks of one transaction want of one limit. */
interface Row {
  readonly subject: LeaseSubject;
  readonly limit: number;
  readonly asks: readonly Ask[];
}
type Answers = Map<LeaseRequest, LeaseResponse>;

const holdingMs = 30_000;

/**
 * The one place where limits are spent. All requests given together are granted in one transaction of a few statements,
 * however many limits they are about.
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
    let missing = asks.length > 0 ? await this.grant(asks, answers) : [];
    while (missing.length > 0) {
      const rows = missing;
      await this.database.run((database) => makeRows(database, rows));
      missing = await this.grant(asks, answers);
    }
    // What names no subject or no limit of its own is not limited.
    return requests.map(({ leases }) => leases.map((lease) => answers.get(lease) ?? LeaseResponse.create({})));
  }

  private grant(asks: readonly Ask[], answers: Answers): Promise<readonly LeaseSubject[]> {
    return this.database.run((database) => database.transaction((transaction) => grantAll(transaction, asks, answers)));
  }
}

/** Gives the rows that are missing; nothing is granted then. */
async function grantAll(database: Database, asks: readonly Ask[], answers: Answers): Promise<readonly LeaseSubject[]> {
  const rows = await rowsOf(database, asks);
  if (rows.length === 0) return [];
  const subjects = rows.map(({ subject }) => subject);
  const locked = await lockRows(database, subjects);
  const missing = subjects.filter(({ name, dimension }) => !locked.has(rowName(name, dimension)));
  if (missing.length > 0) return missing;
  const latest = Math.max(...Array.from(locked.values(), ({ now }) => now));
  const places = rows.filter(({ subject }) => subject.dimension === 'concurrency');
  const holders = places.map(({ subject }) => subject.name);
  const book = await ConcurrencyBook.open(database, holders, latest);
  const written: { name: string; dimension: LeaseSubject['dimension']; buckets: Buckets }[] = [];
  for (const row of rows) {
    const { name, dimension } = row.subject;
    const window = locked.get(rowName(name, dimension));
    if (dimension === 'concurrency') grantPlaces(row, book, answers);
    else if (window) {
      const buckets = grantRates(row, new RateWindow(row.limit, window.buckets, window.now), answers);
      if (buckets) written.push({ name, dimension, buckets });
    }
  }
  await writeRows(database, written);
  await book.write(holdingMs);
  return [];
}

async function rowsOf(database: Database, asks: readonly Ask[]): Promise<readonly Row[]> {
  const limits = await limitsOfSubjects(
    database,
    asks.map(({ subject }) => subject),
  );
  const byRow = Map.groupBy(asks, ({ subject }) => rowName(subject.name, subject.dimension));
  return [...byRow.values()].flatMap((together): Row[] => {
    const subject = together[0]?.subject;
    const limit = subject && limits.get(subject.name)?.[subject.dimension];
    return subject && typeof limit === 'number' ? [{ subject, limit, asks: together }] : [];
  });
}

/** What the window holds afterwards; undefined where that is what it held. */
function grantRates({ limit, asks }: Row, window: RateWindow, answers: Answers): Buckets | undefined {
  let isChanged = false;
  for (const { lease } of asks) {
    const grant = window.lease(lease);
    answers.set(lease, LeaseResponse.create({ ...grant, limit }));
    isChanged ||= grant.granted > 0 || lease.returned.length > 0 || lease.overdrawn > 0;
  }
  return isChanged ? window.state() : undefined;
}

function grantPlaces({ subject, limit, asks }: Row, book: ConcurrencyBook, answers: Answers): void {
  for (const { gatewayId, lease } of asks) {
    const holdings = book.of(subject.name);
    const heldBySelf = holdings.get(gatewayId) ?? 0;
    const heldByOthers = [...holdings.values()].reduce((sum, units) => sum + units, 0) - heldBySelf;
    const { needed, wanted } = lease;
    const { granted, stored, remaining } = concurrencyLease({ limit, heldByOthers, heldBySelf, needed, wanted });
    book.hold(subject.name, gatewayId, stored);
    answers.set(lease, LeaseResponse.create({ granted, limit, remaining, expiresAfterMs: holdingMs }));
  }
}
