import { MoneyBound, MoneyLeaseRequest, type MoneyLeaseResponse, MoneyLimits } from '@belugapi/contracts';
import { randomNumbers } from '../__fixtures__/random-numbers.js';
import type { Balance } from './money-bounds.js';
import { type Lease, SubjectMoney } from './subject-money.js';

const now = new Date('2026-11-22T12:00:00Z');
const balanceOf = (more: Partial<Balance> = {}): Balance => ({
  subject: 'key:k',
  total: 0n,
  day: '2026-11-22',
  daily: 0n,
  month: '2026-11-01',
  monthly: 0n,
  credit: null,
  spentBeforeCredit: 0n,
  ...more,
});

/** The owner's table, as far as one subject goes. */
class Owner {
  leases: Lease[] = [];
  private ids = 0;
  constructor(
    public balance: Balance,
    private readonly limits: MoneyLimits | undefined,
  ) {}

  lease(more: Partial<MoneyLeaseRequest>, gatewayId = 'g', sequence = 1): MoneyLeaseResponse {
    const money = new SubjectMoney(this.balance, this.leases, now);
    const request = MoneyLeaseRequest.create({ limits: this.limits, ...more });
    const answer = money.lease(request, { gatewayId, sequence, newId: () => (this.ids += 1) });
    const changed = money.changed();
    this.leases = [...this.leases.filter(({ id }) => !changed.some((lease) => lease.id === id)), ...changed];
    return answer;
  }

  /** The booking of a settlement. */
  book(lease: number, taken: bigint, charged = taken): void {
    const found = this.leases.find(({ id }) => id === lease);
    if (found) found.taken += taken;
    this.balance = { ...this.balance, total: this.balance.total + charged };
  }

  get reserved(): bigint {
    return this.leases.reduce((sum, { granted, taken }) => sum + (granted > taken ? granted - taken : 0n), 0n);
  }
}
const total = (totalNanoUsd: number) => MoneyLimits.create({ totalNanoUsd });
const need = (nano: number, least = nano) => ({ leastNanoUsd: least, neededNanoUsd: nano, wantedNanoUsd: nano });

describe('bounds', () => {
  const spent = { total: 500n, daily: 50n, monthly: 300n };
  it.each<[string, Partial<MoneyLimits>, Partial<Balance>, MoneyBound | undefined, number]>([
    ['no limit', {}, {}, undefined, 0],
    ['in total', { totalNanoUsd: 600, dailyNanoUsd: 1_000 }, {}, MoneyBound.TOTAL, 100],
    ['of the day', { dailyNanoUsd: 60, totalNanoUsd: 600 }, {}, MoneyBound.DAILY, 10],
    ['of a new day', { dailyNanoUsd: 60 }, { day: '2026-11-21' }, MoneyBound.DAILY, 60],
    ['of the month', { monthlyNanoUsd: 350, dailyNanoUsd: 1_000 }, {}, MoneyBound.MONTHLY, 50],
    ['of a new month', { monthlyNanoUsd: 350 }, { month: '2026-10-01' }, MoneyBound.MONTHLY, 350],
    ['credit', { totalNanoUsd: 600 }, { credit: 90n, spentBeforeCredit: 450n }, MoneyBound.CREDIT, 40],
    ['credit alone', {}, { credit: 700n }, MoneyBound.CREDIT, 200],
    ['spent beyond it', { totalNanoUsd: 100 }, {}, MoneyBound.TOTAL, 0],
    ['nothing at all', { totalNanoUsd: 0 }, {}, MoneyBound.TOTAL, 0],
  ])('%s', (_case, limits, more, bound, left) => {
    const owner = new Owner(balanceOf({ ...spent, ...more }), MoneyLimits.create(limits));
    const answer = owner.lease(need(10, 1));
    expect(answer).toMatchObject({ unlimited: bound === undefined, unspentNanoUsd: left });
    expect(answer.bound).toBe(bound ?? MoneyBound.UNSPECIFIED);
    expect(answer.grantedNanoUsd).toBe(Math.min(left, 10));
    expect(owner.leases).toHaveLength(left > 0 ? 1 : 0);
  });
});

describe('leases', () => {
  it('grant a reserve as a part of what is left only, and nothing less than somebody can use', () => {
    const owner = new Owner(balanceOf(), total(1_000));
    expect(owner.lease({ ...need(200), wantedNanoUsd: 1_000 }, 'a')).toMatchObject({
      grantedNanoUsd: 300,
      remainingNanoUsd: 700,
      unspentNanoUsd: 1_000,
    });
    expect(owner.lease(need(800, 701), 'b')).toMatchObject({ grantedNanoUsd: 0, lease: 0, remainingNanoUsd: 700 });
    expect(owner.lease(need(800, 100), 'b')).toMatchObject({ grantedNanoUsd: 700, remainingNanoUsd: 0 });
  });

  it('are what the gateway says it keeps: what a lost answer granted is free again', () => {
    const owner = new Owner(balanceOf(), total(1_000));
    const { lease } = owner.lease(need(400));
    owner.lease({ lease, heldNanoUsd: 400, ...need(500) }, 'g', 2);
    expect(owner.reserved).toBe(900n);
    expect(owner.lease({ lease, heldNanoUsd: 100 }, 'g', 3)).toMatchObject({ remainingNanoUsd: 900 });
    // The second request again, late.
    expect(owner.lease({ lease, heldNanoUsd: 400, ...need(500) }, 'g', 2)).toMatchObject({ grantedNanoUsd: 0 });
    expect(owner.reserved).toBe(100n);
  });

  it('lose what is booked, in whichever order booking and statement come', () => {
    const owner = new Owner(balanceOf(), total(1_000));
    const { lease } = owner.lease(need(400));
    owner.book(lease, 30n);
    expect([owner.reserved, owner.balance.total]).toEqual([370n, 30n]);
    owner.lease({ lease, settledNanoUsd: 50, heldNanoUsd: 0 }, 'g', 2);
    // 20 are settled and not booked yet.
    expect(owner.reserved).toBe(20n);
    owner.book(lease, 20n);
    expect(owner.reserved).toBe(0n);
    expect(owner.lease(need(950), 'other')).toMatchObject({ grantedNanoUsd: 950 });
  });

  it('count an answer that cost more than its reservation, whatever the limit', () => {
    const owner = new Owner(balanceOf(), total(100));
    const { lease } = owner.lease(need(100));
    owner.lease({ lease, settledNanoUsd: 130, heldNanoUsd: 20 }, 'g', 2);
    expect(owner.reserved).toBe(150n);
    owner.book(lease, 130n);
    expect(owner.lease(need(1), 'other')).toMatchObject({ grantedNanoUsd: 0, unspentNanoUsd: 0 });
  });

  it('of another gateway, or that have ended, begin anew with what runs', () => {
    const owner = new Owner(balanceOf(), total(1_000));
    const first = owner.lease(need(400), 'a');
    const stolen = owner.lease({ lease: first.lease, heldNanoUsd: 0 }, 'b');
    expect([stolen.lease, owner.reserved]).toEqual([0, 400n]);
    owner.leases = [];
    const again = owner.lease({ lease: first.lease, settledNanoUsd: 100, heldNanoUsd: 300, ...need(50) }, 'a', 2);
    expect(again.lease).not.toBe(first.lease);
    expect([again.grantedNanoUsd, owner.reserved]).toEqual([50, 350n]);
  });
});

interface Gateway {
  readonly id: string;
  lease: number;
  settled: number;
  reserved: number;
  free: number;
  sequence: number;
}

describe('any number of gateways', () => {
  it.each([1, 2, 3, 4, 5])('never spend more than the limit, whatever gets lost or comes late (%d)', (seed) => {
    const random = randomNumbers(seed);
    const upTo = (most: number) => Math.floor(random() * (most + 1));
    const limit = 100_000;
    const owner = new Owner(balanceOf(), total(limit));
    const gateways = Array.from({ length: 3 }, (_, index): Gateway => ({
      id: `g${index}`,
      lease: 0,
      settled: 0,
      reserved: 0,
      free: 0,
      sequence: 0,
    }));
    const unbooked: { lease: number; amount: number }[] = [];
    const late: (() => void)[] = [];

    const ask = (gateway: Gateway, needed: number, fate = random()) => {
      gateway.free = upTo(gateway.free);
      gateway.sequence += 1;
      const { id, lease, settled, reserved, free, sequence } = gateway;
      const request = { lease, settledNanoUsd: settled, heldNanoUsd: reserved + free, ...need(needed, upTo(needed)) };
      const send = () => owner.lease({ ...request, wantedNanoUsd: needed * 2 }, id, sequence);
      if (fate < 0.1) return;
      if (fate < 0.2) return void late.push(send);
      const answer = send();
      if (fate < 0.3) return;
      if (answer.lease !== gateway.lease) gateway.settled = 0;
      gateway.lease = answer.lease;
      gateway.free += answer.grantedNanoUsd;
    };
    const settle = (gateway: Gateway) => {
      const part = upTo(gateway.reserved);
      // Far less than was reserved, so that the limit is mostly leased and seldom spent.
      const amount = upTo(Math.floor(part / 50));
      gateway.reserved -= part;
      gateway.free += part - amount;
      gateway.settled += amount;
      unbooked.push({ lease: gateway.lease, amount });
    };
    const book = () => {
      const [next] = unbooked.splice(upTo(unbooked.length - 1), 1);
      if (next) owner.book(next.lease, BigInt(next.amount));
    };

    for (let step = 0; step < 4_000; step += 1) {
      const gateway = gateways[upTo(2)] as Gateway;
      const kind = upTo(5);
      if (kind <= 1) ask(gateway, upTo(60_000));
      else if (kind === 2) {
        const taken = upTo(gateway.free);
        gateway.free -= taken;
        gateway.reserved += taken;
      } else if (kind === 3) settle(gateway);
      else if (kind === 4) book();
      else late.splice(upTo(late.length - 1), 1)[0]?.();
      const committed = gateways.reduce((sum, { reserved, free }) => sum + reserved + free, 0);
      const onItsWay = unbooked.reduce((sum, { amount }) => sum + amount, 0);
      expect(Number(owner.balance.total) + onItsWay + committed).toBeLessThanOrEqual(limit);
    }
    expect(Number(owner.balance.total)).toBeGreaterThan(limit / 10);

    while (unbooked.length > 0) book();
    for (const gateway of gateways) {
      Object.assign(gateway, { reserved: 0, free: 0 });
      ask(gateway, 0, 1);
    }
    const known = new Set(gateways.map(({ lease }) => lease));
    // What is left belongs to leases whose answer got lost: nobody knows them, so they end by themselves.
    expect(owner.leases.filter(({ id, granted, taken }) => known.has(id) && granted !== taken)).toEqual([]);
  });
});
