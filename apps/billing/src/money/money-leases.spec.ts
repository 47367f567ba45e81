import { AcquireMoneyRequest, MoneyBound, MoneyLeaseRequest, MoneyLimits } from '@belugapi/contracts';
import { sql } from 'drizzle-orm';
import { databaseKinds, type LedgerRig, openLedgerRig } from '../__fixtures__/ledger-rig.js';
import { estimate, type Settled, settledEvent, subject } from '../__fixtures__/usage-events.js';
import { Settler } from '@belugapi/contracts';
import { LeaseKeeper } from './lease-keeper.js';
import { MoneyDesk } from './money-desk.js';
import { MoneyStore } from './money-store.js';

describe.each(databaseKinds)('leases of money, %s', (kind) => {
  let rig: LedgerRig;
  let store: MoneyStore;
  let desk: MoneyDesk;
  let sequence = 0;
  beforeAll(async () => {
    rig = await openLedgerRig(kind);
    store = new MoneyStore(rig.database);
    desk = new MoneyDesk(store);
  }, 60_000);
  afterAll(() => rig?.close());

  const limits = MoneyLimits.create({ totalNanoUsd: 10_000_000 });
  const ofKey = (value: string, more: Partial<MoneyLeaseRequest> = {}) =>
    MoneyLeaseRequest.create({ subject: { $case: 'keyId', value }, limits, ...more });
  const need = (nano: number) => ({ leastNanoUsd: nano, neededNanoUsd: nano, wantedNanoUsd: nano });
  const acquire = async (gatewayId: string, ...leases: MoneyLeaseRequest[]) => {
    sequence += 1;
    return (await desk.acquire(AcquireMoneyRequest.create({ gatewayId, sequence, leases }))).leases;
  };
  const balanceOf = (keyId: string) => store.balance({ subject: { $case: 'keyId', value: keyId } });
  const settledBy = (keyId: string, leases: readonly (number | undefined)[], amountNanoUsd: number): Settled => ({
    subject: { ...subject, keyId },
    money: { leases: leases.map((lease) => lease ?? 0), amountNanoUsd },
  });

  it('are granted together up to the limit, however many gateways ask at once', async () => {
    const asked = Array.from({ length: 60 }, (_, index) => acquire(`g${index % 4}`, ofKey('k1', need(300_000))));
    const granted = (await Promise.all(asked)).map(([lease]) => lease?.grantedNanoUsd ?? 0);
    expect(granted.reduce((sum, nano) => sum + nano, 0)).toBe(33 * 300_000);
    expect(await balanceOf('k1')).toMatchObject({ totalNanoUsd: 0, reservedNanoUsd: 9_900_000 });
    expect(await acquire('g1', ofKey('k1', need(300_000)))).toMatchObject([
      { unlimited: false, grantedNanoUsd: 0, unspentNanoUsd: 10_000_000, bound: MoneyBound.TOTAL },
    ]);
  });

  it('of several subjects come in one request, in its order; what has no limit is not limited', async () => {
    const organization = { subject: { $case: 'organizationId' as const, value: 'free' }, limits: undefined };
    const answers = await acquire(
      'g1',
      ofKey('k2', organization),
      ofKey('k3', { limits: MoneyLimits.create({ dailyNanoUsd: 5 }), ...need(7) }),
      ofKey('k2', need(7)),
      MoneyLeaseRequest.create({}),
    );
    expect(answers.map(({ unlimited, grantedNanoUsd }) => [unlimited, grantedNanoUsd])).toEqual([
      [true, 0],
      [false, 0],
      [false, 7],
      [true, 0],
    ]);
  });

  it('shrink by what was taken off them, in the transaction that books it, once', async () => {
    const [key, organization] = await acquire(
      'g1',
      ofKey('k4', need(5_000_000)),
      ofKey('', { subject: { $case: 'organizationId', value: 'acme' }, ...need(5_000_000) }),
    );
    const event = settledEvent('taken', settledBy('k4', [key?.lease, organization?.lease], 2_000_000));
    await rig.writer.book([event]);
    await rig.writer.book([event, event]);
    expect(await balanceOf('k4')).toMatchObject({
      totalNanoUsd: 2_000_000,
      dailyNanoUsd: 2_000_000,
      monthlyNanoUsd: 2_000_000,
      reservedNanoUsd: 3_000_000,
    });
    const acme = await store.balance({ subject: { $case: 'organizationId', value: 'acme' } });
    expect(acme).toMatchObject({ totalNanoUsd: 2_000_000, reservedNanoUsd: 3_000_000 });
    await acquire('g1', ofKey('k4', { lease: key?.lease, settledNanoUsd: 2_000_000 }));
    expect(await balanceOf('k4')).toMatchObject({ totalNanoUsd: 2_000_000, reservedNanoUsd: 0 });
  });

  it('shrink too when somebody else had settled the attempt before, and when less is charged than was taken', async () => {
    const [lease] = await acquire('g1', ofKey('k5', need(5_000_000)));
    await rig.writer.book([settledEvent('other', { subject: { ...subject, keyId: 'k5' }, settler: Settler.WORKER })]);
    expect(await balanceOf('k5')).toMatchObject({ totalNanoUsd: 2_000_000, reservedNanoUsd: 5_000_000 });
    const own = settledEvent('other', settledBy('k5', [lease?.lease], 2_000_000));
    const failed = settledEvent('failed', { ...estimate, ...settledBy('k5', [lease?.lease], 1_100_000) });
    await rig.writer.book([own, failed]);
    await rig.writer.book([failed, own]);
    expect(await balanceOf('k5')).toMatchObject({ totalNanoUsd: 3_080_000, reservedNanoUsd: 1_900_000 });
    expect((await rig.verifier.verify()).differences).toEqual([]);
  });

  it('end when their gateway is not heard of, and settlements of it come all the same', async () => {
    const [lease] = await acquire('gone', ofKey('k6', need(5_000_000)));
    const [alive] = await acquire('alive', ofKey('k6', need(1_000)));
    expect(await store.silentLeases()).toEqual([]);
    const silence = (gatewayId: string) =>
      rig.database.run((handle) =>
        handle.execute(
          sql`update billing.money_leases set expires_at = now() - interval '1 second' where gateway_id = ${gatewayId}`,
        ),
      );
    await silence('gone');
    await silence('alive');
    const caughtUp = [false, true, true];
    const keeper = new LeaseKeeper({
      store,
      consumption: { caughtUp: () => Promise.resolve(caughtUp.shift() ?? true) },
    });
    // Not before what was settled is booked, and not at first sight.
    await keeper.check();
    await keeper.check();
    expect(await balanceOf('k6')).toMatchObject({ reservedNanoUsd: 5_001_000 });
    await acquire('alive', ofKey('k6', { lease: alive?.lease, heldNanoUsd: 1_000 }));
    await keeper.check();
    expect(await balanceOf('k6')).toMatchObject({ reservedNanoUsd: 1_000 });
    await rig.writer.book([settledEvent('late', settledBy('k6', [lease?.lease], 2_000_000))]);
    expect(await balanceOf('k6')).toMatchObject({ totalNanoUsd: 2_000_000, reservedNanoUsd: 1_000 });
  });

  it('keep a limit exactly while bookings and requests cross', async () => {
    const spend = async (gatewayId: string, index: number) => {
      const [lease] = await acquire(gatewayId, ofKey('k7', need(1_000_000)));
      if (!lease?.grantedNanoUsd) return 0;
      const event = settledEvent(`cross-${gatewayId}-${index}`, {
        ...settledBy('k7', [lease.lease], 500_000),
        usage: { source: 1, uncachedInput: 500, visibleOutput: 0 },
      });
      await Promise.all([
        rig.writer.book([event]),
        acquire(gatewayId, ofKey('k7', { lease: lease.lease, settledNanoUsd: 500_000 })),
      ]);
      return 1;
    };
    const done = await Promise.all(
      Array.from({ length: 4 }, async (_, gateway) => {
        let count = 0;
        for (let index = 0; index < 12; index += 1) count += await spend(`c${gateway}`, index);
        return count;
      }),
    );
    const spent = done.reduce((sum, count) => sum + count) * 500_000;
    const balance = await balanceOf('k7');
    expect(balance).toMatchObject({ totalNanoUsd: spent, reservedNanoUsd: 0 });
    expect(spent).toBeLessThanOrEqual(10_000_000);
    expect(spent).toBeGreaterThan(9_000_000);
  });
});
