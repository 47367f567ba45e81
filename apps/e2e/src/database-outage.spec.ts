import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeWithPostgres, startTestNats, startTestPostgres, type TestPostgres } from '@belugapi/testing';
import { repositoryRoot } from '@belugapi/up';
import { eventually } from './eventually.js';
import { AdminApi } from './keys/admin-api.js';
import { askCompletion } from './keys/ask-completion.js';
import { startLoad } from './keys/start-load.js';
import { startService } from './keys/start-service.js';
import { untilKnocked } from './keys/until-knocked.js';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from './vendor-stack.js';

describeWithPostgres('PostgreSQL goes away and comes back', () => {
  let postgres: TestPostgres;
  let databaseUrl: string;
  let served: VendorStack;
  let admin: AdminApi;
  let gateways: readonly string[];
  let pids: Readonly<Record<string, number>>;
  const unknown = () => `bapi_unknown_${Math.random().toString(36).slice(2).padEnd(12, '0')}`;

  // The stack starts while the server is down, and waits for it.
  beforeAll(async () => {
    postgres = await startTestPostgres();
    databaseUrl = await postgres.createDatabase('belugapi');
    await postgres.interrupt();
    const starting = startVendorStack({}, { workers: ['openai'], gateways: 2, env: { DATABASE_URL: databaseUrl } });
    // The migrations of auth and billing, each at least once.
    await untilKnocked(Number(new URL(databaseUrl).port), 4);
    await postgres.resume();
    served = await starting;
    admin = new AdminApi(served.stack.url, served.stack.adminKey);
    ({ gateways, pids } = served.stack.ready);
  }, startingMs);
  afterAll(async () => {
    await served?.stop();
    await postgres?.close();
  }, stoppingMs);

  const ask = (key: string, url = gateways[0] ?? '') => askCompletion({ url, key, directive: { tokens: 1 } });
  const readiness = async (url: string) => {
    const answer = await fetch(`${url}/readyz`);
    return { status: answer.status, body: (await answer.json()) as { dependencies: Record<string, { mode: string }> } };
  };

  it('a stack that started before its database serves when that is there, and nothing was restarted', async () => {
    const output = served.stack.output();
    expect(output).toContain('waiting for the database');
    expect(output).not.toContain('starting it again');
    expect((await ask(served.stack.apiKey)).status).toBe(200);
    expect((await admin.call('GET', '/keys')).status).toBe(200);
  });

  it('at run time: known keys go on, unknown ones and administrators hear 503, and all of it heals by itself', async () => {
    const { key: limited } = await admin.createKey({
      limits: { requests_per_minute: 1_000, concurrent_requests: 1_000 },
    });
    const { key: tight } = await admin.createKey({ limits: { requests_per_minute: 2 } });
    for (const url of gateways) {
      expect((await ask(limited, url)).status).toBe(200);
      expect((await ask(tight, url)).status).toBe(200);
    }
    expect((await ask(tight)).status).toBe(429);
    const loads = [served.stack.apiKey, limited].map((key) => startLoad({ gateways, key, pauseMs: 20 }));
    await delay(300);

    await postgres.interrupt();
    const interruptedAt = performance.now();
    await delay(1_500);
    const stranger = await ask(unknown());
    expect([stranger.status, stranger.body.error?.code]).toEqual([503, 'service_unavailable']);
    expect(Number(stranger.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    for (const [method, path, body] of [
      ['GET', '/keys', undefined],
      ['POST', '/keys', { name: 'x' }],
      ['POST', '/keys/x/revoke', {}],
    ] as const) {
      const answer = await admin.call(method, path, body);
      expect([path, answer.status, answer.headers.get('retry-after')]).toEqual([path, 503, '1']);
    }
    // Each gateway keeps the limit by itself, and has let one in within this minute.
    expect((await ask(tight, gateways[1])).status).toBe(200);
    expect((await ask(tight, gateways[1])).status).toBe(429);
    // Whoever routes requests goes on sending them.
    for (const url of gateways) {
      expect(await readiness(url)).toMatchObject({ status: 200, body: { dependencies: { auth: { mode: 'stale' } } } });
    }

    await eventually(async () => {
      for (const { samples } of loads) {
        expect(samples.filter(({ sentAt }) => sentAt > interruptedAt).length).toBeGreaterThan(100);
      }
    });
    await postgres.resume();
    await eventually(async () => expect((await admin.call('GET', '/keys')).status).toBe(200));
    await eventually(async () => expect((await ask(unknown())).status).toBe(401));
    const { key: fresh } = await admin.createKey({ limits: { requests_per_minute: 5 } });
    expect((await ask(fresh)).status).toBe(200);
    await delay(500);
    await Promise.all(loads.map((load) => load.stop()));
    for (const { samples } of loads) expect(samples.filter(({ status }) => status !== 200)).toEqual([]);
    for (const url of gateways) {
      await eventually(async () =>
        expect(await readiness(url)).toMatchObject({ status: 200, body: { dependencies: { auth: { mode: 'ok' } } } }),
      );
    }
    expect(served.stack.ready.pids).toEqual(pids);
  }, 60_000);

  it('every attempt that was answered meanwhile is in the ledger', async () => {
    const { id = '' } = (await ask(served.stack.apiKey)).body;
    await eventually(async () => {
      const headers = { authorization: `Bearer ${served.stack.apiKey}` };
      expect((await fetch(`${gateways[0]}/v1/generations/${id}`, { headers })).status).toBe(200);
    });
  });

  it('no secret is in a dump of it', () => {
    const dump = execFileSync('/usr/lib/postgresql/15/bin/pg_dump', [databaseUrl], { maxBuffer: 64 * 1024 * 1024 });
    const tokens = [served.stack.apiKey, ...admin.secrets].map((token) => token.split('_'));
    expect(tokens.filter(([, publicId = '']) => !dump.includes(publicId))).toEqual([]);
    expect(tokens.filter(([, , secret = '']) => dump.includes(secret.slice(0, 20)))).toEqual([]);
  });
});

describeWithPostgres('PostgreSQL is not there yet', () => {
  it('auth and a gateway come up, are not ready, call no key wrong, and heal when it and its schema come', async () => {
    const [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
    const databaseUrl = await postgres.createDatabase('belugapi');
    await postgres.interrupt();
    const [apiKey, adminKey] = ['bapi_first_0123456789abcdef', 'admin-key-of-this-spec'];
    const common = { NATS_URL: nats.url, LOG_LEVEL: 'fatal' };
    const services = await Promise.all([
      startService('auth', { ...common, DATABASE_URL: databaseUrl, BELUGA_API_KEY: apiKey }),
      startService('gateway', { ...common, PORT: '0', BELUGA_RELAY_TOKEN: 'token', BELUGA_ADMIN_KEY: adminKey }),
    ]);
    const [auth, gateway] = services;
    try {
      const { http: url = '' } = await gateway.addresses;
      const status = async (address: string, headers: Record<string, string> = {}) =>
        (await fetch(address, { headers }).catch(() => undefined))?.status;
      const models = () => status(`${url}/v1/models`, { authorization: `Bearer ${apiKey}` });
      const health = () =>
        Promise.all(
          [`${auth.operations}/livez`, `${auth.operations}/readyz`, `${url}/livez`, `${url}/readyz`].map((at) =>
            status(at),
          ),
        );
      const admin = new AdminApi(url, adminKey);

      await eventually(async () => expect(await health()).toEqual([200, 503, 200, 503]));
      expect(await models()).toBe(503);
      expect((await admin.call('GET', '/keys')).status).toBe(503);
      await untilKnocked(Number(new URL(databaseUrl).port), 2);

      await postgres.resume();
      const readiness = async () => (await fetch(`${auth.operations}/readyz`)).text();
      await eventually(async () => expect(await readiness()).toContain('is behind this release'));
      expect(await models()).toBe(503);

      const migration = path.join(repositoryRoot, 'apps/auth/dist/migrate.js');
      execFileSync(process.execPath, [migration], { env: { DATABASE_URL: databaseUrl } });
      await eventually(async () => expect(await models()).toBe(200));
      expect(await health()).toEqual([200, 200, 200, 200]);
      expect((await admin.call('GET', '/keys')).status).toBe(200);
      expect([auth.child.exitCode, gateway.child.exitCode]).toEqual([null, null]);
    } finally {
      await Promise.all(services.map((service) => service.stop()));
      await Promise.all([postgres.close(), nats.stop()]);
    }
  }, 60_000);
});
