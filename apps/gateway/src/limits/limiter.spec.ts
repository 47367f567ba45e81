import { FailureCode, LeaseDimension } from '@belugapi/contracts';
import { demand, type LimiterRig, startLimiterRig } from '../__fixtures__/limiter-rig.js';
import { limitedPrincipal as principal } from '../__fixtures__/limited-principal.js';
import { rateLimitHeaders } from './rate-limit-headers.js';

let rig: LimiterRig;
beforeAll(async () => {
  rig = await startLimiterRig();
}, 180_000);
afterEach(() => rig.reset());
afterAll(() => rig.stop());

test('a principal without limits is let in at once, and nobody is asked', async () => {
  const { asked } = await rig.own({});
  expect(rig.limiter().admit(principal(), 10)).not.toBeInstanceOf(Promise);
  await rig.connection.flush();
  expect(asked).toEqual([]);
});

test('lets in as many as the limit and refuses the others, saying when to come again', async () => {
  const { asked } = await rig.own({ [LeaseDimension.REQUESTS]: 5 });
  const who = principal({ requestsPerMinute: 5 });
  const limiter = rig.limiter();
  const { admitted, failures } = await demand(limiter, who, 12);
  expect(admitted).toHaveLength(5);
  expect(new Set(failures.map(({ code }) => code))).toEqual(new Set([FailureCode.REQUESTS_EXCEEDED]));
  expect(failures[0]?.message).toBe('Rate limit reached for this API key: 5 requests per minute.');
  expect(failures[0]?.retryAfterMs).toBeGreaterThan(29_000);
  // All that came in one turn was one question, and the answer holds for whoever comes right after.
  expect(asked).toHaveLength(1);
  expect((await demand(limiter, who, 3)).failures).toHaveLength(3);
  expect(asked).toHaveLength(1);
});

test('tokens are spent by their estimate and corrected by what was used', async () => {
  const { asked } = await rig.own({ [LeaseDimension.TOKENS]: 1_000 });
  const who = principal({ tokensPerMinute: 1_000 });
  const limiter = rig.limiter();
  const first = await demand(limiter, who, 3, 400);
  expect([first.admitted.length, first.failures[0]?.code]).toEqual([2, FailureCode.TOKENS_EXCEEDED]);
  first.admitted[0]?.release(50);
  first.admitted[0]?.release(0);
  first.admitted[1]?.release(450);
  const returned = () =>
    asked.flatMap(({ leases }) => leases.flatMap((lease) => lease.returned)).reduce((sum, { units }) => sum + units, 0);
  // It says so by itself, though nobody waits for units.
  while (returned() === 0) await rig.connection.flush();
  expect(returned()).toBeGreaterThanOrEqual(350);
  expect(asked.flatMap(({ leases }) => leases.map(({ overdrawn }) => overdrawn))).toContain(50);
  expect((await demand(limiter, who, 1, 500)).admitted).toHaveLength(1);
  const { failures } = await demand(limiter, who, 1, 1_001);
  expect(failures[0]?.message).toMatch(/^The request may use 1001 tokens, and this API key has a limit of 1000 /);
});

test('concurrent requests: two gateways share the limit, and what ends makes room', async () => {
  await rig.own({ [LeaseDimension.CONCURRENCY]: 4 });
  const who = principal(undefined, { concurrentRequests: 4 });
  const [one, two] = [rig.limiter({ gatewayId: 'a' }), rig.limiter({ gatewayId: 'b' })];
  const first = await demand(one, who, 3);
  expect(first.admitted).toHaveLength(3);
  const second = await demand(two, who, 3);
  expect([second.admitted.length, second.failures[0]?.message]).toEqual([
    1,
    'Rate limit reached for the organization: 4 concurrent requests.',
  ]);
  for (const admission of first.admitted) admission.release(0);
  // The idle places go back by themselves.
  const again = async (): Promise<number> => {
    const { admitted } = await demand(two, who, 1);
    return admitted.length > 0 ? admitted.length : again();
  };
  expect(await again()).toBe(1);
});

test('a limit that its owner does not know any more holds nobody up', async () => {
  await rig.own({});
  const { admitted } = await demand(rig.limiter(), principal({ requestsPerMinute: 1, concurrentRequests: 1 }), 3);
  expect(admitted).toHaveLength(3);
});

test('every limit of a request must have room, else nothing of any is spent', async () => {
  await rig.own({ [LeaseDimension.REQUESTS]: 100, [LeaseDimension.CONCURRENCY]: 2 });
  const who = principal({ requestsPerMinute: 100 }, { concurrentRequests: 2 });
  const limiter = rig.limiter();
  const { admitted } = await demand(limiter, who, 10);
  expect(admitted).toHaveLength(2);
  const headers = rateLimitHeaders(limiter.accountsOf(who));
  expect(headers).toEqual({
    'x-ratelimit-limit-requests': '100',
    'x-ratelimit-remaining-requests': '98',
    'x-ratelimit-reset-requests': '1m30s',
  });
});

test('who has units does not wait for one that has none', async () => {
  const owner = await rig.own({ [LeaseDimension.REQUESTS]: 100 });
  const limiter = rig.limiter();
  const rich = principal({ requestsPerMinute: 100 });
  const other = { ...rich, keyId: 'key_2' };
  // Twice, so that a reserve comes with the second.
  await demand(limiter, rich, 10);
  await demand(limiter, rich, 10);
  expect(limiter.admit(rich, 1)).not.toBeInstanceOf(Promise);
  owner.delayMs = () => 100;
  const waiting = limiter.admit(other, 1);
  expect(waiting).toBeInstanceOf(Promise);
  expect(limiter.admit(rich, 1)).not.toBeInstanceOf(Promise);
  await waiting;
});

test('who only asks what is left holds nobody up', async () => {
  const owner = await rig.own({ [LeaseDimension.REQUESTS]: 100 });
  const limiter = rig.limiter();
  const who = principal({ requestsPerMinute: 100 });
  await demand(limiter, who, 10);
  await demand(limiter, who, 10);
  expect(limiter.admit(who, 1)).not.toBeInstanceOf(Promise);
  owner.delayMs = () => 100;
  const asking = limiter.refresh(who);
  expect(limiter.admit(who, 1)).not.toBeInstanceOf(Promise);
  await asking;
  // And nobody is thought to wait still, or no more.
  expect(limiter.admit(who, 1)).not.toBeInstanceOf(Promise);
});

describe('a change of limits', () => {
  const { REQUESTS, CONCURRENCY } = LeaseDimension;

  test.each([
    ['requests', REQUESTS, { requestsPerMinute: 1_000 }, { requestsPerMinute: 1 }],
    ['concurrent requests', CONCURRENCY, { concurrentRequests: 1_000 }, { concurrentRequests: 1 }],
  ] as const)(
    'that lowers one gives back what is leased under the old one: %s',
    async (_what, dimension, high, low) => {
      const owner = await rig.own({ [dimension]: 1_000 });
      const limiter = rig.limiter();
      for (let round = 0; round < 2; round += 1) {
        const { admitted } = await demand(limiter, principal(high), 40);
        for (const admission of admitted) admission.release(0);
      }
      // Nobody would have to ask now.
      expect(limiter.admit(principal(high), 1)).not.toBeInstanceOf(Promise);
      owner.limits = { [dimension]: 1 };
      const { admitted } = await demand(limiter, principal(low, undefined, 2), 5);
      expect(admitted).toHaveLength(0);
    },
  );

  test('that raises one counts at once, where nothing was left too', async () => {
    const owner = await rig.own({ [REQUESTS]: 2 });
    const limiter = rig.limiter();
    expect((await demand(limiter, principal({ requestsPerMinute: 2 }), 3)).failures).toHaveLength(1);
    owner.limits = { [REQUESTS]: 5 };
    const { admitted } = await demand(limiter, principal({ requestsPerMinute: 5 }, undefined, 2), 3);
    expect(admitted).toHaveLength(3);
  });

  test.each([1, 0])('to %d is told to its caller at once', async (limit) => {
    const owner = await rig.own({ [REQUESTS]: 8 });
    const limiter = rig.limiter();
    await demand(limiter, principal({ requestsPerMinute: 8 }), 3);
    owner.limits = { [REQUESTS]: limit };
    const changed = principal({ requestsPerMinute: limit }, undefined, 2);
    expect((await demand(limiter, changed, 1)).failures).toHaveLength(1);
    await limiter.refreshOld(changed);
    expect(rateLimitHeaders(limiter.accountsOf(changed))).toMatchObject({
      'x-ratelimit-limit-requests': String(limit),
      'x-ratelimit-remaining-requests': '0',
    });
  });

  test('that takes one away and brings it back is heeded', async () => {
    const owner = await rig.own({});
    const limiter = rig.limiter();
    // The owner has no such limit already, this gateway still knows one.
    expect((await demand(limiter, principal({ requestsPerMinute: 2 }), 5)).admitted).toHaveLength(5);
    owner.limits = { [REQUESTS]: 2 };
    expect((await demand(limiter, principal({ requestsPerMinute: 2 }, undefined, 3), 5)).admitted).toHaveLength(2);
  });
});

test('a limit of nothing lets nothing in, and says so', async () => {
  await rig.own({});
  const of = async (limits: object) => (await demand(rig.limiter(), principal(limits), 1)).failures[0];
  expect(await of({ requestsPerMinute: 0 })).toEqual({
    code: FailureCode.REQUESTS_EXCEEDED,
    message: 'Rate limit reached for this API key: 0 requests per minute.',
  });
  expect(await of({ concurrentRequests: 0 })).toMatchObject({
    message: 'Rate limit reached for this API key: 0 concurrent requests.',
  });
});

test('one caller after the other costs no question each, where much is left', async () => {
  const limits = {
    [LeaseDimension.REQUESTS]: 1_000_000,
    [LeaseDimension.TOKENS]: 1e9,
    [LeaseDimension.CONCURRENCY]: 99,
  };
  const { asked } = await rig.own(limits);
  const limiter = rig.limiter();
  const who = principal({ requestsPerMinute: 1_000_000, tokensPerMinute: 1e9, concurrentRequests: 99 });
  const startedAt = performance.now();
  let count = 0;
  for (; performance.now() - startedAt < 1_000; count += 1) {
    const { admitted } = await demand(limiter, who, 1, 500);
    await rig.connection.flush();
    admitted[0]?.release(100);
  }
  expect(count).toBeGreaterThan(500);
  expect(asked.length).toBeLessThan(30);
});

test('places that are about to go back are nobody’s any more', async () => {
  const owner = await rig.own({ [LeaseDimension.CONCURRENCY]: 5 });
  const who = principal({ concurrentRequests: 5 });
  const [one, two] = [rig.limiter({ gatewayId: 'a' }), rig.limiter({ gatewayId: 'b' })];
  const { admitted } = await demand(one, who, 5);
  for (const admission of admitted.slice(2)) admission.release(0);
  owner.delayMs = () => 100;
  const givenBack = () => owner.asked.at(-1)?.leases[0]?.needed === 2;
  while (!givenBack()) await rig.connection.flush();
  // The owner has given these three to others, perhaps, while its answer is on the way.
  const elsewhere = demand(two, who, 3);
  const late = demand(one, who, 3);
  expect([(await elsewhere).admitted.length, (await late).admitted.length]).toEqual([3, 0]);
});
