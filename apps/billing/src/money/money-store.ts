import {
  type AcquireMoneyRequest,
  type Balance as BalanceMessage,
  type GetBalanceRequest,
  MoneyLeaseResponse,
} from '@belugapi/contracts';
import type { Database, ServiceDatabase } from '@belugapi/service-kit';
import { and, inArray, lt, sql } from 'drizzle-orm';
import { nanoNumber } from '../balances/nano-number.js';
import { moneyLeases } from '../billing-schema.js';
import { selectRows } from '../select-rows.js';
import { lockBalances } from './lock-balances.js';
import { spentNow } from './money-bounds.js';
import { readBalance } from './read-balance.js';
import { moneySubject } from './money-subject.js';
import { type Lease, SubjectMoney } from './subject-money.js';

/**
 * The one place where money is granted. All requests given together are granted in one transaction; balances are locked in
 * the order of their names, so replicas of this service wait for each other and never in a ring.
 */
export class MoneyStore {
  constructor(private readonly database: ServiceDatabase) {}

  /** Answers in the order of the requests and of their leases. @throws {DatabaseError} nothing is granted then. */
  async acquire(requests: readonly AcquireMoneyRequest[]): Promise<MoneyLeaseResponse[][]> {
    const leases = requests.flatMap((request) => request.leases);
    const names = [...new Set(leases.flatMap((lease) => moneySubject(lease) ?? []))].toSorted();
    // What names no subject is not limited.
    if (names.length === 0) return requests.map((request) => request.leases.map(() => nothing));
    return this.database.run((database) =>
      database.transaction((transaction) => grantAll(transaction, requests, names)),
    );
  }

  /** @throws {DatabaseError} */
  async balance(request: GetBalanceRequest): Promise<BalanceMessage> {
    const found = await this.database.run((database) => readBalance(database, moneySubject(request) ?? ''));
    if (!found) return { totalNanoUsd: 0, dailyNanoUsd: 0, monthlyNanoUsd: 0, reservedNanoUsd: 0 };
    const { daily, monthly } = spentNow(found, found.now);
    return {
      totalNanoUsd: nanoNumber(found.total),
      dailyNanoUsd: nanoNumber(daily),
      monthlyNanoUsd: nanoNumber(monthly),
      reservedNanoUsd: nanoNumber(found.reserved),
    };
  }

  /** Leases of gateways that were not heard of for as long as a lease lasts. @throws {DatabaseError} */
  async silentLeases(): Promise<number[]> {
    const silent = await this.database.run((database) =>
      database.select({ id: moneyLeases.id }).from(moneyLeases).where(isSilent),
    );
    return silent.map(({ id }) => id);
  }

  /** Ends those of these leases that are still silent, and that nobody is changing just now. @throws {DatabaseError} */
  async endSilent(leases: readonly number[]): Promise<void> {
    if (leases.length === 0) return;
    await this.database.run((database) =>
      database.transaction(async (transaction) => {
        const ended = await transaction
          .select({ id: moneyLeases.id })
          .from(moneyLeases)
          .where(and(isSilent, inArray(moneyLeases.id, [...leases])))
          .for('update', { skipLocked: true });
        const ids = ended.map(({ id }) => id);
        if (ids.length > 0) await transaction.delete(moneyLeases).where(inArray(moneyLeases.id, ids));
      }),
    );
  }
}

const isSilent = lt(moneyLeases.expiresAt, sql`clock_timestamp()`);
const nothing = MoneyLeaseResponse.create({ unlimited: true });

async function grantAll(
  database: Database,
  requests: readonly AcquireMoneyRequest[],
  names: readonly string[],
): Promise<MoneyLeaseResponse[][]> {
  const { subjects, leases: known } = await lockSubjects(database, names);
  const ids = await newIds(database, requests, known);
  const answers = requests.map(({ gatewayId, sequence, leases }) =>
    leases.map((lease) => {
      const newId = () => ids.pop() ?? 0;
      return subjects.get(moneySubject(lease) ?? '')?.lease(lease, { gatewayId, sequence, newId }) ?? nothing;
    }),
  );
  const changed = [...subjects.values()].flatMap((subject) => subject.changed());
  if (changed.length > 0) {
    await database
      .insert(moneyLeases)
      .select(selectRows(moneyLeases, changed))
      .onConflictDoUpdate({
        target: moneyLeases.id,
        set: {
          granted: sql`excluded.granted_nano_usd`,
          sequence: sql`excluded.sequence`,
          expiresAt: sql`excluded.expires_at`,
        },
      });
  }
  return answers;
}

/** Balances and leases, locked: bookings of these subjects wait meanwhile. */
async function lockSubjects(database: Database, names: readonly string[]) {
  const locked = await lockBalances(database, names);
  const leases = await database
    .select()
    .from(moneyLeases)
    .where(inArray(moneyLeases.subject, [...names]))
    .orderBy(moneyLeases.id)
    .for('update');
  const bySubject = Map.groupBy(leases, ({ subject }) => subject);
  const subjects = new Map(
    locked.map(({ now, ...balance }) => {
      const held = bySubject.get(balance.subject) ?? [];
      return [balance.subject, new SubjectMoney(balance, held, now)];
    }),
  );
  return { subjects, leases };
}

/** Ids for the leases that may begin. */
async function newIds(database: Database, requests: readonly AcquireMoneyRequest[], leases: readonly Lease[]) {
  const nameOf = (subject: string | undefined, gatewayId: string, id: number) => `${id} ${gatewayId} ${subject}`;
  const known = new Set(leases.map(({ subject, gatewayId, id }) => nameOf(subject, gatewayId, id)));
  const missing = requests.flatMap((request) =>
    request.leases.filter((lease) => !known.has(nameOf(moneySubject(lease), request.gatewayId, lease.lease))),
  );
  if (missing.length === 0) return [];
  const taken = await database
    .select({ id: sql`nextval('billing.money_lease_id')`.mapWith(Number) })
    .from(sql`generate_series(1, ${missing.length})`);
  return taken.map(({ id }) => id);
}
