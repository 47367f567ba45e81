import { setTimeout as delay } from 'node:timers/promises';
import { LeaseDimension } from '@belugapi/contracts';
import { type LimiterRig, startLimiterRig } from '../__fixtures__/limiter-rig.js';
import { limitedPrincipal as principal } from '../__fixtures__/limited-principal.js';
import type { Limiter } from './limiter.js';

const { CONCURRENCY } = LeaseDimension;

let rig: LimiterRig;
beforeAll(async () => {
  rig = await startLimiterRig();
}, 180_000);
afterEach(() => rig.reset());
afterAll(() => rig.stop());

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

// Callers that come in bursts, so that gateways hold more than they need, and give it back while the next burst arrives.
test.each([1, 2, 3])('concurrent requests of two gateways never exceed their limit: seed %d', async (seed) => {
  const random = randomNumbers(seed);
  const limit = 4 + seed * 4;
  const owner = await rig.own({ [CONCURRENCY]: limit });
  owner.delayMs = () => Math.floor(random() * 12);
  const who = principal({ concurrentRequests: limit });
  let running = 0;
  let most = 0;
  const request = async (limiter: Limiter) => {
    try {
      const admission = await limiter.admit(who, 1);
      running += 1;
      most = Math.max(most, running);
      await delay(random() * 20);
      running -= 1;
      admission.release(0);
    } catch {
      // Refused: that is what the limit is for.
    }
  };
  const over = performance.now() + 1_200;
  const limiters = ['a', 'b'].map((gatewayId) => rig.limiter({ gatewayId }));
  const gateway = async (limiter: Limiter) => {
    while (performance.now() < over) {
      const burst = Array.from({ length: 1 + Math.floor(random() * 2 * limit) }, () => request(limiter));
      await Promise.all(burst);
      // Around the moments at which idle places go back.
      if (random() < 0.7) await delay(random() * 300);
    }
  };
  await Promise.all(limiters.map(gateway));
  expect(most).toBeLessThanOrEqual(limit);
  expect(running).toBe(0);
  // No place got lost on the way: callers that go on asking get all of them, whichever gateway they ask.
  const place = async (limiter: Limiter) => limiter.admit(who, 1);
  let held = 0;
  for (let turn = 0; held < limit; turn += 1) {
    const limiter = limiters[turn % 2] as Limiter;
    if (await place(limiter).catch(() => undefined)) held += 1;
    else await delay(5);
  }
  await expect(Promise.all(limiters.map(place))).rejects.toThrow(/Rate limit/);
});
