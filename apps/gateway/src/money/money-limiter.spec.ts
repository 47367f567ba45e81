import { setImmediate } from 'node:timers/promises';
import {
  busRequest,
  connectBus,
  creditRequests,
  getBalance,
  subjects,
  UsagePublisher,
  verifyLedger,
} from '@belugapi/bus';
import { FailureCode, MoneyBound, type MoneyTaken, type Principal } from '@belugapi/contracts';
import { CompletionFailure, failureTraits } from '@belugapi/completion';
import { startTestNats, type TestNats } from '@belugapi/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import { BillingProcess } from './__fixtures__/billing-process.js';
import { costs, failureOf, limited, openMaximum, openQuote, principal, settledCall } from './__fixtures__/spenders.js';
import { MoneyLimiter, type MoneyLimiterOptions } from './money-limiter.js';

const nanoPerToken = 1_000;

let nats: TestNats;
let connection: NatsConnection;
let billing: BillingProcess;
let publisher: UsagePublisher;
let limiters: MoneyLimiter[] = [];
let settlements = 0;

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectBus({ url: nats.url, name: 'money-spec' });
  billing = new BillingProcess(nats.url);
  await billing.start();
  publisher = new UsagePublisher(connection);
}, 180_000);
afterEach(async () => {
  for (const limiter of limiters) await limiter.close();
  limiters = [];
});
afterAll(async () => {
  await billing?.stop();
  await connection?.close();
  await nats?.stop();
});

function limiterOf(gatewayId = 'g1', more: Partial<MoneyLimiterOptions> = {}): MoneyLimiter {
  const limiter = new MoneyLimiter({ connection, gatewayId, onUnavailable: () => undefined, ...more });
  limiters.push(limiter);
  return limiter;
}
const balanceOf = (who: Principal) =>
  busRequest(connection, getBalance, { subject: { $case: 'keyId', value: who.keyId } }, 5_000);

/** Publishes the settlement of a call. */
function settle(who: Principal, tokens: number, money: MoneyTaken | undefined): Promise<void> {
  settlements += 1;
  return publisher.publish(settledCall(`call-${settlements}`, who, tokens, money));
}

/** A whole call: admitted, served, settled. Gives what it cost, 0 where it was refused. */
async function call(limiter: MoneyLimiter, who: Principal, worstCase: number, tokens: number): Promise<number> {
  try {
    const admission = await limiter.admit(who, costs(worstCase));
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    const cost = tokens * nanoPerToken;
    const settled = settle(who, tokens, admission.spend(cost));
    admission.release();
    await settled;
    return cost;
  } catch (error) {
    if (CompletionFailure.from(error).failure.code === FailureCode.QUOTA_EXCEEDED) return 0;
    throw error;
  }
}

async function untilNothingIsReserved(who: Principal) {
  for (;;) {
    const balance = await balanceOf(who);
    if (balance.reservedNanoUsd === 0) return balance;
  }
}

it('knows the budgets in use as billing has them: the tightest limit, what is spent of it, what gateways hold', async () => {
  const who = principal('watched', limited({ totalNanoUsd: 5_000_000_000, dailyNanoUsd: 2_000_000_000 }));
  const limiter = limiterOf();
  expect(await call(limiter, who, 40_000_000, 20_000)).toBe(20_000_000);
  await untilNothingIsReserved(who);
  await limiter.admit(who, costs(500_000_000));
  const [budget, ...others] = limiter.budgets();
  expect(budget).toMatchObject({ bound: MoneyBound.DAILY, limit: 2_000_000_000, used: 20_000_000 });
  expect(budget?.owner).toMatchObject({ subject: { $case: 'keyId', value: 'watched' }, publicId: 'pub' });
  expect(budget?.reserved).toBeGreaterThanOrEqual(500_000_000);
  // Nothing limits the organisation.
  expect(others).toEqual([]);
});

it('spends at least 95 % of a dollar and never more, in 800 parallel calls over two gateways', async () => {
  const dollar = 1_000_000_000;
  const who = principal('dollar', limited({ totalNanoUsd: dollar }));
  const gateways = [limiterOf('a'), limiterOf('b')];
  const costs = await Promise.all(
    // They reserve 4 cents each and cost a twentieth of it, 1.6 dollars in all.
    Array.from({ length: 800 }, (_, index) =>
      call(gateways[index % 2] as MoneyLimiter, who, 40_000_000, 1_500 + (index % 11) * 100),
    ),
  );
  const spent = costs.reduce((sum, cost) => sum + cost, 0);
  expect(spent).toBeLessThanOrEqual(dollar);
  expect(spent).toBeGreaterThanOrEqual(0.95 * dollar);
  // Both had a part in it.
  for (const part of [0, 1]) expect(costs.filter((_, index) => index % 2 === part).some((cost) => cost > 0)).toBe(true);
  expect(await untilNothingIsReserved(who)).toEqual({
    totalNanoUsd: spent,
    dailyNanoUsd: spent,
    monthlyNanoUsd: spent,
    reservedNanoUsd: 0,
  });
  expect(await busRequest(connection, verifyLedger, {}, 10_000)).toMatchObject({ differences: [] });
}, 60_000);

it('serves callers who set no maximum as long as there is money, and never beyond it', async () => {
  const limit = 300_000_000;
  const who = principal('open', limited({ totalNanoUsd: limit }));
  const gateways = [limiterOf('a'), limiterOf('b')];
  const most: number[] = [];
  let spent = 0;
  const open = async (limiter: MoneyLimiter, wanted: number) => {
    const admission = await limiter.admit(who, openQuote);
    const longest = admission.answerTokens ?? openMaximum;
    most.push(longest);
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    const tokens = Math.min(wanted, longest);
    spent += tokens * nanoPerToken;
    const settled = settle(who, tokens, admission.spend(tokens * nanoPerToken));
    admission.release();
    await settled;
  };
  const asked = Array.from({ length: 160 }, (_, index) =>
    open(gateways[index % 2] as MoneyLimiter, 500 + ((index * 7_919) % 9_000)).then(
      () => true,
      () => false,
    ),
  );
  expect((await Promise.all(asked)).filter(Boolean).length).toBeGreaterThan(40);
  // Whoever comes last gets what is left.
  const last = await failureOf(async () => {
    for (;;) await open(gateways[0] as MoneyLimiter, 100_000);
  });
  expect(last.code).toBe(FailureCode.QUOTA_EXCEEDED);
  expect(spent).toBeLessThanOrEqual(limit);
  expect(spent).toBeGreaterThanOrEqual(limit * 0.98);
  expect(Math.max(...most)).toBeGreaterThan(10_000);
  expect(Math.min(...most)).toBeLessThan(4_096);
  expect(await untilNothingIsReserved(who)).toMatchObject({ totalNanoUsd: spent });
}, 60_000);

it('keeps the limits of keys and of their organisation at once', async () => {
  const [one, other] = ['k1', 'k2'].map((keyId) => ({
    ...principal(keyId, limited({ dailyNanoUsd: 30_000_000 }), limited({ monthlyNanoUsd: 40_000_000 })),
    organizationId: 'shared',
  }));
  if (!one || !other) throw new Error('no principals');
  const gateways = [limiterOf('a'), limiterOf('b')];
  const spend = async (who: Principal, count: number) => {
    const calls = Array.from({ length: count }, (_, index) =>
      call(gateways[index % 2] as MoneyLimiter, who, 1_500_000, 1_000),
    );
    return (await Promise.all(calls)).reduce((sum, cost) => sum + cost, 0);
  };
  const [first, second] = await Promise.all([spend(one, 60), spend(other, 60)]);
  expect(Math.max(first, second)).toBeLessThanOrEqual(30_000_000);
  expect(first + second).toBeLessThanOrEqual(40_000_000);
  expect(first + second).toBeGreaterThanOrEqual(38_000_000);
  const { message } = await failureOf(() => limiterOf('c').admit(one, costs(25_000_000)));
  expect(message).toMatch(/budget for (today|this month) \(UTC\) of (this API key|the organization)/);
}, 60_000);

it('says what is used up, and that repeating is no use', async () => {
  const who = principal('spent', limited({ totalNanoUsd: 3_000_000 }));
  const limiter = limiterOf();
  const tooMuch = await failureOf(() => limiter.admit(who, costs(3_000_001)));
  expect(tooMuch.code).toBe(FailureCode.QUOTA_EXCEEDED);
  expect(tooMuch.message).toBe(
    'You exceeded your current quota: the request may cost $0.003000001, and $0.003 is left of the budget of this API key. Send a smaller prompt or a lower max_completion_tokens.',
  );
  expect(await call(limiter, who, 3_000_000, 3_000)).toBe(3_000_000);
  await untilNothingIsReserved(who);
  const nothing = await failureOf(() => limiter.admit(who, costs(1)));
  expect(nothing.message).toBe('You exceeded your current quota: the budget of this API key is used up.');
  expect(failureTraits(nothing.code)).toMatchObject({ status: 429, code: 'insufficient_quota', clientRetry: false });
});

it('asks once for an organisation without limits, then lets in without asking, whatever the price', async () => {
  const who = principal('free');
  const limiter = limiterOf();
  const worstCase = jest.fn(() => undefined);
  (await limiter.admit(who, worstCase)).release();
  worstCase.mockClear();
  expect(limiter.admit(who, worstCase)).toEqual(expect.objectContaining({}));
  expect(limiter.admit(who, worstCase)).not.toBeInstanceOf(Promise);
  expect(worstCase).not.toHaveBeenCalled();
  expect((await limiter.admit(who, worstCase)).spend(5)).toBeUndefined();
});

it('refuses a model without a price under any limit, credit included', async () => {
  const unpriced = () => undefined;
  const failure = await failureOf(() => limiterOf().admit(principal('p1', limited({ dailyNanoUsd: 1 })), unpriced));
  expect([failure.code, failure.param]).toEqual([FailureCode.MODEL_NOT_ALLOWED, 'model']);
  expect(failure.message).toMatch(/^This model has no price, so .* of this API key is limited\.$/);
  const credited = principal('p2');
  const amount = { organizationId: credited.organizationId, amountNanoUsd: 5_000_000, note: '', idempotencyKey: '' };
  await busRequest(connection, creditRequests.adjust, amount, 5_000);
  const ofOrganization = await failureOf(() => limiterOf().admit(credited, unpriced));
  expect(ofOrganization.message).toMatch(/of the organization is limited\.$/);
});

it('keeps to credit as soon as there is any', async () => {
  const who = principal('credited');
  const limiter = limiterOf();
  expect(await call(limiter, who, 9_000_000, 100)).toBe(100_000);
  const amount = { organizationId: who.organizationId, amountNanoUsd: 5_000_000, note: '', idempotencyKey: '' };
  await busRequest(connection, creditRequests.adjust, amount, 5_000);
  connection.publish(subjects.creditChanged, new Uint8Array([0x0a, 0x7f, 1]));
  await connection.flush();
  const failure = await failureOf(() => limiter.admit(who, costs(9_000_000)));
  expect(failure.message).toMatch(/may cost \$0\.009, and \$0\.005 is left of the credit of the organization\./);
  await busRequest(connection, creditRequests.adjust, amount, 5_000);
  await connection.flush();
  expect(await call(limiter, who, 9_000_000, 9_000)).toBe(9_000_000);
});

it('waits for what others have reserved, as long as that may take', async () => {
  const who = principal('queue', limited({ totalNanoUsd: 10_000_000 }));
  const [one, other] = [limiterOf('a'), limiterOf('b', { waitMs: 100 })];
  const running = await one.admit(who, costs(8_000_000));
  let admitted = false;
  const waiting = Promise.resolve(one.admit(who, costs(5_000_000))).then((admission) => {
    admitted = true;
    return admission;
  });
  const failure = await failureOf(() => other.admit(who, costs(5_000_000)));
  expect(failure.code).toBe(FailureCode.REQUESTS_EXCEEDED);
  expect(failure.message).toBe(
    'What is left of the budget of this API key is reserved for requests that are running. Try again shortly.',
  );
  expect(admitted).toBe(false);
  await settle(who, 1_000, running.spend(1_000_000));
  running.release();
  (await waiting).release();
  expect(await untilNothingIsReserved(who)).toMatchObject({ totalNanoUsd: 1_000_000 });
});

it('goes on with what it has while billing is away, refuses the rest, and agrees with it afterwards', async () => {
  const [known, rich] = [principal('known'), principal('rich', limited({ totalNanoUsd: 1_000_000_000 }))];
  const unavailable: unknown[] = [];
  const limiter = limiterOf('g1', { onUnavailable: (error) => unavailable.push(error) });
  (await limiter.admit(known, costs(1))).release();
  const running = await limiter.admit(rich, costs(2_000_000));
  await billing.kill();
  expect(limiter.admit(known, costs(1))).not.toBeInstanceOf(Promise);
  const refused = await failureOf(() => limiter.admit(rich, costs(900_000_000)));
  expect(refused).toMatchObject({ code: FailureCode.SERVICE_UNAVAILABLE, retryAfterMs: 1_000 });
  expect((await failureOf(() => limiter.admit(principal('new'), costs(1)))).code).toBe(FailureCode.SERVICE_UNAVAILABLE);
  expect(unavailable.length).toBeGreaterThan(0);
  await settle(rich, 1_500, running.spend(1_500_000));
  running.release();
  await billing.start();
  expect(await untilNothingIsReserved(rich)).toMatchObject({ totalNanoUsd: 1_500_000 });
  expect(await busRequest(connection, verifyLedger, {}, 10_000)).toMatchObject({ differences: [] });
}, 60_000);
