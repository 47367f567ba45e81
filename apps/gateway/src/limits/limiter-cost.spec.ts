import { setTimeout as delay } from 'node:timers/promises';
import { LeaseDimension } from '@belugapi/contracts';
import { type LimiterRig, startLimiterRig } from '../__fixtures__/limiter-rig.js';
import { limitedPrincipal as principal } from '../__fixtures__/limited-principal.js';

const { REQUESTS, TOKENS, CONCURRENCY } = LeaseDimension;
const high = { [REQUESTS]: 1e6, [TOKENS]: 1e9, [CONCURRENCY]: 10_000 };
const limits = { requestsPerMinute: 1e6, tokensPerMinute: 1e9, concurrentRequests: 10_000 };

let rig: LimiterRig;
beforeAll(async () => {
  rig = await startLimiterRig();
}, 180_000);
afterEach(() => rig.reset());
afterAll(() => rig.stop());

/** Callers that each ask again and again, with pauses between; how many of them had to wait for auth after a first second. */
async function press(callers: number, pauseMs: number, forMs: number) {
  const owner = await rig.own(high);
  // An embedded database takes its time.
  owner.delayMs = () => 10;
  owner.leaseMs = 1_500;
  const limiter = rig.limiter();
  const who = principal(limits, limits);
  const startedAt = performance.now();
  let [admitted, waited, questions] = [0, 0, 0];
  const isWarm = () => performance.now() - startedAt > 1_000;
  const caller = async (number: number) => {
    await delay(number);
    while (performance.now() - startedAt < forMs) {
      if (!isWarm()) questions = owner.asked.length;
      const admission = limiter.admit(who, 500);
      if (isWarm()) {
        admitted += 1;
        waited += admission instanceof Promise ? 1 : 0;
      }
      const held = await admission;
      await delay(Math.random() * 8);
      held.release(100);
      await delay(Math.random() * pauseMs);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, number) => caller(number)));
  return { admitted, waited, asked: owner.asked.length - questions };
}

test.each([
  ['many callers', 24, 1],
  ['a caller now and then', 1, 150],
])('limits that are far away cost nobody a wait: %s', async (_what, callers, pauseMs) => {
  const { admitted, waited, asked } = await press(callers, pauseMs, 2_000);
  expect(admitted).toBeGreaterThan(5);
  expect(waited).toBeLessThanOrEqual(Math.max(2, admitted / 10));
  // Of four looks a second many find nothing to say.
  expect(asked).toBeLessThan(6);
});
