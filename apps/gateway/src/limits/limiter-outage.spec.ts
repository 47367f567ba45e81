import { FailureCode, LeaseDimension } from '@belugapi/contracts';
import { demand, type LimiterRig, startLimiterRig } from '../__fixtures__/limiter-rig.js';
import { limitedPrincipal as principal } from '../__fixtures__/limited-principal.js';

const { REQUESTS, TOKENS } = LeaseDimension;

let rig: LimiterRig;
beforeAll(async () => {
  rig = await startLimiterRig();
}, 180_000);
afterEach(() => rig.reset());
afterAll(() => rig.stop());

test('each gateway keeps the limits by itself, or refuses with 503', async () => {
  const who = principal({ requestsPerMinute: 3 });
  const unavailable = jest.fn();
  const { admitted, failures } = await demand(rig.limiter({ onUnavailable: unavailable }), who, 5);
  expect([admitted.length, failures.length]).toEqual([3, 2]);
  expect(failures[0]?.code).toBe(FailureCode.REQUESTS_EXCEEDED);
  // All of them are free again when the minute is over.
  expect(failures[0]?.retryAfterMs).toBeGreaterThan(59_000);
  expect(unavailable).toHaveBeenCalledTimes(1);
  const refused = await demand(rig.limiter({ withoutAuth: 'refuse' }), who, 2);
  expect(refused.failures.map(({ code }) => code)).toEqual([
    FailureCode.SERVICE_UNAVAILABLE,
    FailureCode.SERVICE_UNAVAILABLE,
  ]);
});

test('concurrent requests are kept, too: places that are free again can be had', async () => {
  const who = principal(undefined, { concurrentRequests: 2 });
  const limiter = rig.limiter();
  const { admitted, failures } = await demand(limiter, who, 3);
  expect([admitted.length, failures[0]?.message]).toEqual([
    2,
    'Rate limit reached for the organization: 2 concurrent requests.',
  ]);
  admitted[0]?.release(0);
  expect((await demand(limiter, who, 2)).admitted).toHaveLength(1);
});

test('a question for what is left takes no place, though nobody answers it', async () => {
  const who = principal({ concurrentRequests: 2 }, { requestsPerMinute: 2, tokensPerMinute: 20 });
  const limiter = rig.limiter();
  await limiter.refresh(who);
  expect((await demand(limiter, who, 3)).admitted).toHaveLength(2);
});

test('what was leased before counts in the minute of the outage, and what the outage let in after it', async () => {
  const who = principal({ requestsPerMinute: 10 });
  const limiter = rig.limiter();
  const owner = await rig.own({ [REQUESTS]: 10 });
  expect((await demand(limiter, who, 4)).admitted).toHaveLength(4);
  owner.stop();
  await rig.connection.flush();
  expect((await demand(limiter, who, 10)).admitted).toHaveLength(6);
  const next = await rig.own({ [REQUESTS]: 10 });
  const overdrawn = () => next.asked.flatMap(({ leases }) => leases).reduce((sum, lease) => sum + lease.overdrawn, 0);
  while (overdrawn() === 0) await rig.connection.flush();
  expect(overdrawn()).toBe(6);
}, 10_000);

test('nobody waits while auth says nothing, but the first; and it is found again by itself', async () => {
  const who = principal({ requestsPerMinute: 1e9 });
  const owner = await rig.own({ [REQUESTS]: 1e9 });
  const limiter = rig.limiter();
  owner.silent = true;
  await demand(limiter, who, 1);
  const startedAt = performance.now();
  // Longer than one question to auth takes.
  while (performance.now() - startedAt < 2_500) {
    const askedAt = performance.now();
    expect((await demand(limiter, who, 1)).admitted).toHaveLength(1);
    expect(performance.now() - askedAt).toBeLessThan(300);
    await rig.connection.flush();
  }
  owner.silent = false;
  const before = owner.asked.length;
  // Whoever asks for a lease again has found auth.
  const leased = () => owner.asked.slice(before).some(({ leases }) => leases.some(({ needed }) => needed > 0));
  while (!leased()) {
    await demand(limiter, who, 1);
    await rig.connection.flush();
  }
  expect((await demand(limiter, who, 1)).admitted).toHaveLength(1);
}, 15_000);

test('units that were to go back go back after the outage', async () => {
  const who = principal({ tokensPerMinute: 1_000 });
  const owner = await rig.own({ [TOKENS]: 1_000 });
  const limiter = rig.limiter();
  const { admitted } = await demand(limiter, who, 1, 600);
  owner.silent = true;
  // Finds out that auth is away, and is let in by what this gateway knows itself.
  expect((await demand(limiter, who, 1, 100)).admitted).toHaveLength(1);
  admitted[0]?.release(50);
  owner.silent = false;
  const returned = () => owner.asked.flatMap(({ leases }) => leases.flatMap((lease) => lease.returned));
  while (returned().length === 0) await rig.connection.flush();
  expect(returned().reduce((sum, { units }) => sum + units, 0)).toBe(550);
}, 10_000);
