import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from './eventually.js';
import { AdminApi } from './keys/admin-api.js';
import { askCompletion, model } from './keys/ask-completion.js';
import { lastSent, type Load, startLoad } from './keys/start-load.js';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from './vendor-stack.js';

const soakMs = 10_000;

describe('changes of keys under load, on two gateways', () => {
  let served: VendorStack;
  let admin: AdminApi;
  let gateways: readonly string[];
  const loads: Load[] = [];
  beforeAll(async () => {
    served = await startVendorStack({}, { workers: ['openai'], gateways: 2 });
    admin = new AdminApi(served.stack.url, served.stack.adminKey);
    ({ gateways } = served.stack.ready);
  }, startingMs);
  afterAll(async () => {
    await Promise.all(loads.map((load) => load.stop()));
    await served?.stop();
  }, stoppingMs);

  async function loadOf(key: string, pauseMs?: number): Promise<Load> {
    const load = startLoad({ gateways, key, ...(pauseMs !== undefined && { pauseMs }) });
    loads.push(load);
    // Every gateway knows the key well.
    while (load.samples.length < 30) await delay(5);
    expect(new Set(load.samples.map(({ status }) => status))).toEqual(new Set([200]));
    return load;
  }

  let revoked: { key: string; load: Load; returnedAt: number };

  it('a revoked key works nowhere a second after the call, and the last second has few successes', async () => {
    const { id, key } = await admin.createKey();
    const load = await loadOf(key);
    await admin.revoke(id);
    revoked = { key, load, returnedAt: performance.now() };
    await delay(1_200);
    const sentAfter = load.samples.filter(({ sentAt }) => sentAt > revoked.returnedAt);
    expect(sentAfter.length).toBeGreaterThan(50);
    expect(lastSent(load.samples, 200, revoked.returnedAt)).toBeLessThan(1_000);
    expect(sentAfter.at(-1)?.status).toBe(401);
  });

  it('models that are taken away are refused, and the others go on', async () => {
    const { id, key } = await admin.createKey({ models: [model, 'beluga-nano'] });
    const load = await loadOf(key, 10);
    await admin.change(id, { models: ['beluga-nano'] });
    const changedAt = performance.now();
    await delay(1_200);
    await load.stop();
    expect(lastSent(load.samples, 200, changedAt)).toBeLessThan(1_000);
    expect(load.samples.at(-1)?.status).toBe(403);
    const allowed = await askCompletion({
      url: gateways[1] ?? '',
      key,
      fields: { model: 'beluga-nano', max_tokens: 1 },
    });
    expect(allowed.status).toBe(200);
  });

  it('a limit that is lowered holds, though units of the higher one were leased', async () => {
    const { id, key } = await admin.createKey({ limits: { requests_per_minute: 100_000, concurrent_requests: 1_000 } });
    const load = await loadOf(key);
    await admin.change(id, { limits: { requests_per_minute: 1 } });
    const changedAt = performance.now();
    await delay(1_200);
    await load.stop();
    expect(lastSent(load.samples, 200, changedAt)).toBeLessThan(1_000);
    expect(load.samples.at(-1)?.status).toBe(429);
  });

  it('a limit of an organization that is lowered holds for all its keys', async () => {
    await admin.createOrganization('lowered', { requests_per_minute: 100_000 });
    const issued = await Promise.all([1, 2].map(() => admin.createKey({ organization: 'lowered' })));
    const both = await Promise.all(issued.map(({ key }) => loadOf(key, 10)));
    await admin.done('PATCH', '/organizations/lowered', { limits: { requests_per_minute: 1 } });
    const changedAt = performance.now();
    await delay(1_200);
    await Promise.all(both.map((load) => load.stop()));
    for (const { samples } of both) {
      expect(lastSent(samples, 200, changedAt)).toBeLessThan(1_000);
      expect(samples.at(-1)?.status).toBe(429);
    }
  });

  it('a rotated key works without a gap: the new secret at once, the former one until its overlap ends', async () => {
    const overlapSeconds = 1.5;
    const { id, key } = await admin.createKey();
    const former = await loadOf(key, 10);
    const { key: next } = await admin.done<{ key: string }>('POST', `/keys/${id}/rotate`, {
      overlap_seconds: overlapSeconds,
    });
    const rotatedAt = performance.now();
    const latter = await loadOf(next, 10);
    await delay(overlapSeconds * 1_000 + 1_200);
    await Promise.all([former.stop(), latter.stop()]);
    expect(new Set(latter.samples.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(former.samples.map(({ status }) => status))).toEqual(new Set([200, 401]));
    const last = lastSent(former.samples, 200, rotatedAt) / 1_000;
    expect(last).toBeGreaterThan(overlapSeconds - 0.3);
    expect(last).toBeLessThan(overlapSeconds + 1);
  });

  it('a revoked key stays revoked: for ten seconds, through the deaths of auth and of NATS', async () => {
    const { key, load, returnedAt } = revoked;
    for (const service of ['auth', 'nats']) {
      const before = served.stack.pid(service);
      served.stack.kill(service);
      await served.stack.until(({ pids }) => pids[service] !== undefined && pids[service] !== before);
    }
    await delay(Math.max(0, soakMs - (performance.now() - returnedAt)));
    await eventually(async () => expect((await askCompletion({ url: gateways[0] ?? '', key })).status).toBe(401));
    await load.stop();
    expect(lastSent(load.samples, 200, returnedAt)).toBeLessThan(1_000);
    // Refused, or not to be checked while auth was away.
    const later = load.samples.filter(({ sentAt }) => sentAt > returnedAt + 1_000);
    expect(later.length).toBeGreaterThan(200);
    expect(later.filter(({ status }) => ![401, 503].includes(status))).toEqual([]);
  }, 40_000);
});
