import { Outcome, Settler, UsageSource } from '@belugapi/contracts';
import { sql } from 'drizzle-orm';
import { databaseKinds, type LedgerRig, openLedgerRig } from '../__fixtures__/ledger-rig.js';
import { randomNumbers } from '../__fixtures__/random-numbers.js';
import { estimate, openedEvent, type Settled, settledEvent, subject, usageOf } from '../__fixtures__/usage-events.js';
import { balances } from '../billing-schema.js';
import { balanceChanges, utcDay, utcMonth } from './balance-changes.js';

describe('balanceChanges', () => {
  const row = { keyId: 'k', organizationId: 'o', chargedNanoUsd: 7n };
  const now = new Date('2026-12-01T00:00:00.000Z');

  it('counts a row on its own day, for its key and its organisation', () => {
    const yesterday = new Date('2026-11-30T23:59:59.999Z');
    const changes = [
      { row: { ...row, createdAt: now }, chargedBefore: null },
      { row: { ...row, createdAt: yesterday }, chargedBefore: 10n },
      { row: { ...row, keyId: 'other', chargedNanoUsd: null, createdAt: now }, chargedBefore: null },
    ];
    expect(Object.fromEntries(balanceChanges(changes, now))).toEqual({
      'key:k': { total: 4n, daily: 7n, monthly: 7n },
      'key:other': { total: 0n, daily: 0n, monthly: 0n },
      'organization:o': { total: 4n, daily: 7n, monthly: 7n },
    });
    expect([utcDay(yesterday), utcMonth(yesterday), utcMonth(now)]).toEqual(['2026-11-30', '2026-11-01', '2026-12-01']);
  });
});

describe.each(databaseKinds)('balances, %s', (kind) => {
  let rig: LedgerRig;
  beforeAll(async () => {
    rig = await openLedgerRig(kind);
  }, 60_000);
  afterAll(() => rig?.close());

  const balanceOf = async (name: string) =>
    (
      await rig.database.run((handle) =>
        handle
          .select()
          .from(balances)
          .where(sql`${balances.subject} = ${name}`),
      )
    )[0];
  const as = (keyId: string, organizationId: string, more: Settled = {}): Settled => ({
    ...more,
    subject: { ...subject, keyId, organizationId },
  });

  it('hold what was charged, once, however often an event comes', async () => {
    const events = [
      settledEvent('a', as('k1', 'o1')),
      settledEvent('b', as('k2', 'o1', { usage: usageOf(UsageSource.PROVIDER, 10, 0) })),
      settledEvent('c', as('k2', 'o1', { ...estimate, outcome: Outcome.FAILED, deliveredOutput: 0 })),
    ];
    await rig.writer.book(events);
    await rig.writer.book(events);
    const today = { day: utcDay(new Date()), month: utcMonth(new Date()) };
    expect(await balanceOf('key:k1')).toMatchObject({ ...today, total: 2_000_000n, daily: 2_000_000n });
    expect(await balanceOf('key:k2')).toMatchObject({ total: 10_000n, daily: 10_000n, monthly: 10_000n });
    expect(await balanceOf('organization:o1')).toMatchObject({ total: 2_010_000n, monthly: 2_010_000n });
  });

  it.each([
    ['in one batch', true, [1_180_000n, 1_180_000n]],
    // Of the sweeper, of the gateway, then the provider's with what the gateway had seen reach the caller.
    ['in several', false, [1_080_000n, 1_080_000n, ...Array.from({ length: 6 }, () => 1_180_000n)]],
  ])('take a correction once, %s', async (_case, together, expected) => {
    const key = `corrected ${together}`;
    const events = [
      settledEvent(key, as(key, 'o2', { ...estimate, settler: Settler.SWEEPER, outcome: Outcome.ABANDONED })),
      settledEvent(key, as(key, 'o2', estimate)),
      settledEvent(key, as(key, 'o2', { settler: Settler.WORKER })),
      settledEvent(key, as(key, 'o2', estimate)),
    ];
    const totals: (bigint | undefined)[] = [];
    for (const batch of together ? [events, events] : [...events, ...events].map((event) => [event])) {
      await rig.writer.book(batch);
      totals.push((await balanceOf(`key:${key}`))?.total);
    }
    expect(totals).toEqual(expected);
  });

  it('begin anew with the day and the month, and corrections of older rows leave those alone', async () => {
    await rig.writer.book([settledEvent('old', as('k3', 'o3', estimate))]);
    await rig.database.run((handle) =>
      handle.execute(sql`update billing.ledger set created_at = created_at - interval '40 days' where key_id = 'k3'`),
    );
    await rig.database.run((handle) =>
      handle.execute(sql`
        update billing.balances set day = day - 40, month = (date_trunc('month', month) - interval '2 months')::date
        where subject in ('key:k3', 'organization:o3')`),
    );
    await rig.writer.book([settledEvent('new', as('k3', 'o3'))]);
    await rig.writer.book([settledEvent('old', as('k3', 'o3', { settler: Settler.WORKER }))]);
    expect(await balanceOf('key:k3')).toMatchObject({ total: 3_180_000n, daily: 2_000_000n, monthly: 2_000_000n });
    expect((await rig.verifier.verify()).differences).toEqual([]);
  });

  it('agree with the rows whatever comes in whatever order', async () => {
    const random = randomNumbers(20_261_122);
    const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)] as Value;
    const event = () => {
      const id = `random-${Math.floor(random() * 60)}`;
      const attempt = 1 + Math.floor(random() * 2);
      if (random() < 0.2) return openedEvent(id, attempt);
      const source = pick([UsageSource.PROVIDER, UsageSource.ESTIMATED]);
      const settled = {
        usage: random() < 0.1 ? undefined : usageOf(source, Math.floor(random() * 1e6), Math.floor(random() * 1e5)),
        outcome: pick([Outcome.COMPLETED, Outcome.FAILED, Outcome.CANCELLED]),
        settler: pick([Settler.GATEWAY, Settler.WORKER, Settler.SWEEPER]),
        deliveredOutput: random() < 0.5 ? Math.floor(random() * 1e5) : undefined,
      };
      const servedModel = pick(['chatty', 'chatty', 'unpriced']);
      const who = { ...subject, keyId: `r${id.length}`, organizationId: `org${id.at(-1)}`, servedModel };
      return settledEvent(id, { ...settled, subject: who }, attempt);
    };
    for (let batch = 0; batch < 25; batch++) {
      await rig.writer.book(Array.from({ length: 1 + Math.floor(random() * 20) }, event));
    }
    const verified = await rig.verifier.verify();
    expect(verified).toMatchObject({ differences: [], differenceCount: 0 });
    expect(verified.rows).toBeGreaterThan(60);
    expect(verified.subjects).toBeGreaterThan(10);
  });

  it('name what differs', async () => {
    await rig.writer.book([settledEvent('d1', as('k4', 'o4')), settledEvent('d2', as('k5', 'o5'))]);
    const tamper = (statement: string) => rig.database.run((handle) => handle.execute(sql.raw(statement)));
    await tamper(`update billing.balances set total_nano_usd = 5, daily_nano_usd = 6 where subject = 'key:k4'`);
    await tamper(`delete from billing.balances where subject = 'organization:o5'`);
    await tamper(`update billing.ledger set charged_nano_usd = cost_nano_usd + 1 where completion_id = 'd1'`);
    await tamper(
      `insert into billing.completions_open select completion_id, attempt, key_id, organization_id, model, served_model, provider, price_version, stream, source, 1, null, null, null, null, null, 1, null, null, null, null, now() from billing.ledger where completion_id = 'd2'`,
    );
    const { differences, differenceCount } = await rig.verifier.verify();
    const named = differences.map(({ subject: name, figure, expected, found }) => [name, figure, expected, found]);
    expect(named).toEqual(
      expect.arrayContaining([
        ['key:k4', 'total', 2_000_001, 5],
        ['key:k4', 'daily', 2_000_001, 6],
        ['key:k4', 'monthly', 2_000_001, 2_000_000],
        ['organization:o5', 'total', 2_000_000, 0],
        ['d1/1', 'charge', 2_000_000, 2_000_001],
        ['d2/1', 'opening', 0, 1],
      ]),
    );
    // The missing row has no day, so only its total can differ; the organisation of k4 differs in all three.
    expect(differenceCount).toBe(9);
  });
});
