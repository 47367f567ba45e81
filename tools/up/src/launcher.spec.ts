import { createServer, type AddressInfo } from 'node:net';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { eventually } from './__fixtures__/launched.js';
import { useSandbox } from './__fixtures__/sandbox.js';
import { StandInApps } from './__fixtures__/stand-in-apps.js';
import { processIdentity } from './process-identity.js';
import { readReadyFile } from './ready-file.js';

jest.setTimeout(90_000);
const sandbox = useSandbox();

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);

test('starts everything in order, tells where it serves, and stops in the opposite order', async () => {
  const { home, standIns, launch } = sandbox();
  const apps = standIns();
  const launched = launch(apps, { BELUGA_GATEWAYS: '2', OPENAI_API_KEY: 'sk-vendor-secret' });
  const ready = await launched.ready();

  const names = ['auth', 'billing', 'gateway', 'gateway-2', 'nats', 'worker-edge', 'worker-openai'];
  expect(Object.keys(ready.pids).toSorted()).toEqual(names);
  for (const pid of Object.values(ready.pids)) expect(processIdentity(pid)).toBeDefined();
  expect(Object.keys(ready.metrics).toSorted()).toEqual(names.filter((name) => name !== 'nats'));
  expect(ready.gateways).toHaveLength(2);
  expect(new Set([...ready.gateways, ready.url]).size).toBe(3);
  for (const url of [...ready.gateways, ready.url]) {
    await expect((await fetch(`${url}/readyz`)).json()).resolves.toEqual({
      status: 'ok',
      workers: { edge: 1, openai: 1 },
    });
  }
  expect(ready.natsUrl).toMatch(/^nats:\/\/127\.0\.0\.1:\d+$/);
  expect(ready.apiKey).toMatch(/^bapi_[A-Za-z0-9]{12}_[A-Za-z0-9]{43}$/);

  const started = apps.events();
  const at = (event: string) => started.indexOf(event);
  const stores = Math.max(at('auth ready'), at('billing ready'));
  const rest = ['gateway starts', 'worker-edge starts', 'worker-openai starts'].map(at);
  expect(Math.min(...rest)).toBeGreaterThan(stores);
  expect(stores).toBeGreaterThan(0);

  await expect(launched.stop()).resolves.toBe(0);
  const ended = apps.events().slice(started.length);
  expect(ended.filter((event) => event.endsWith('stopped')).map((event) => event.split(' ')[0])).toEqual([
    'gateway',
    'gateway',
    expect.stringMatching(/^worker-/),
    expect.stringMatching(/^worker-/),
    'billing',
    'auth',
  ]);
  for (const pid of Object.values(ready.pids)) expect(processIdentity(pid)).toBeUndefined();
  expect(readdirSync(home).toSorted()).toEqual(['admin-key', 'api-key', 'auth', 'billing', 'nats', 'relay-token']);
});

test('keeps secrets where they belong: in files of the owner, in the services that need them, and out of the output', async () => {
  const { home, standIns, launch } = sandbox();
  const apps = standIns();
  const vendors = { OPENAI_API_KEY: 'sk-vendor-secret', EDGE_BASE_URL: 'http://127.0.0.1:9/v1' };
  const launched = launch(apps, {
    ...vendors,
    SOMEBODY_ELSES_SECRET: 'x',
    OTEL_SERVICE_NAMESPACE: 'test',
    KEEP_ALIVE_SECONDS: '5',
  });
  const ready = await launched.ready();

  expect(modeOf(home)).toBe('700');
  for (const file of ['api-key', 'admin-key', 'relay-token', 'ready.json', 'lock', 'processes.json']) {
    expect([file, modeOf(path.join(home, file))]).toEqual([file, '600']);
  }

  // A directory for each process alone.
  const spoolOf = (service: string) => ({ SPOOL_DIR: path.join(home, 'spool', service) });
  const gateway = apps.environmentOf('gateway');
  const relayToken = gateway['BELUGA_RELAY_TOKEN'] ?? '';
  const everyService = {
    NATS_URL: ready.natsUrl,
    METRICS_HOST: '127.0.0.1',
    METRICS_PORT: '0',
    LOG_LEVEL: 'info',
    LOG_FORMAT: 'json',
    OTEL_SERVICE_NAMESPACE: 'test',
    BELUGA_GRACE_SECONDS: '30',
    KEEP_ALIVE_SECONDS: '5',
    BELUGA_RELAY_TOKEN: expect.stringMatching(/^\w{43}$/) as string,
    PATH: expect.any(String) as string,
  };
  expect(gateway).toEqual({
    ...everyService,
    HOST: '127.0.0.1',
    PORT: new URL(ready.url).port,
    RELAY_HOST: '127.0.0.1',
    RELAY_PORT: '0',
    BELUGA_ADMIN_KEY: ready.adminKey,
    ...spoolOf('gateway'),
  });
  const authHome = { DATA_DIR: path.join(home, 'auth') };
  expect(apps.environmentOf('auth')).toEqual({ ...everyService, ...authHome, BELUGA_API_KEY: ready.apiKey });
  expect(apps.environmentOf('billing')).toEqual({ ...everyService, DATA_DIR: path.join(home, 'billing') });
  for (const [worker, own] of [
    ['worker-openai', { OPENAI_API_KEY: 'sk-vendor-secret' }],
    ['worker-edge', { EDGE_BASE_URL: vendors.EDGE_BASE_URL }],
  ] as const) {
    expect(apps.environmentOf(worker)).toEqual({ ...everyService, ...spoolOf(worker), ...own });
  }

  await launched.stop();
  expect(launched.output).toContain(ready.apiKey);
  for (const secret of [ready.adminKey, relayToken, 'sk-vendor-secret']) expect(launched.output).not.toContain(secret);
});

const DATABASE_URL = 'postgresql://user:secret@127.0.0.1:9/belugapi';

test('brings the schemas on a server up to date before it starts what needs them, and not again with a service', async () => {
  const { standIns, launch } = sandbox();
  const apps = standIns();
  const launched = launch(apps, { DATABASE_URL, DATABASE_POOL_SIZE: '3', OPENAI_API_KEY: 'sk-vendor-secret' });
  const { pids } = await launched.ready();
  expect(Object.keys(pids)).not.toContain('auth-migration');
  const events = apps.events();
  const ends = ['auth-migration ends', 'billing-migration ends'].map((event) => events.indexOf(event));
  const starts = ['auth starts', 'billing starts'].map((event) => events.indexOf(event));
  expect(Math.min(...ends)).toBeGreaterThan(0);
  expect(Math.min(...starts)).toBeGreaterThan(Math.max(...ends));
  const plain = { PATH: expect.any(String) as string, LOG_LEVEL: 'info', LOG_FORMAT: 'json' };
  for (const app of ['auth', 'billing']) {
    expect(apps.environmentOf(`${app}-migration`)).toEqual({ ...plain, DATABASE_URL });
    expect(apps.environmentOf(app)).toMatchObject({ DATABASE_URL, DATABASE_POOL_SIZE: '3' });
  }
  process.kill(pids['auth'] ?? 0, 'SIGKILL');
  await launched.ready((ready) => ready.pids['auth'] !== pids['auth'] && ready.pids['auth'] !== undefined);
  expect(apps.events().filter((event) => event === 'auth-migration starts')).toHaveLength(1);
});

test.each([
  ['fails', '\nbilling-migration ended with exit code 3.\nbilling-migration cannot find its configuration'],
  ['never ready', 'Not ready after 3 s: billing-migration did not get ready.'],
] as const)('a migration that %s fails the start, and nothing is left running', async (mode, words) => {
  const { home, standIns, launch } = sandbox();
  const apps = standIns({ 'billing-migration': mode });
  const launched = launch(apps, { DATABASE_URL, BELUGA_START_TIMEOUT_SECONDS: '3' });
  await expect(launched.exited).resolves.toBe(1);
  expect(launched.output).toContain(words);
  expect(apps.events()).not.toContain('auth starts');
  expect(readdirSync(home)).not.toContain('processes.json');
  expect(launched.output).not.toContain('secret');
});

test('starts a service that was killed again, and rewrites ready.json with its pid', async () => {
  const { standIns, launch } = sandbox();
  const launched = launch(standIns());
  const first = await launched.ready();
  for (const name of ['worker-edge', 'auth', 'gateway', 'nats']) {
    const before = (await launched.ready(({ pids }) => name in pids)).pids[name] as number;
    process.kill(before, 'SIGKILL');
    const after = await launched.ready(({ pids }) => pids[name] !== undefined && pids[name] !== before);
    expect(processIdentity(after.pids[name] as number)).toBeDefined();
    expect([after.url, after.natsUrl, after.apiKey]).toEqual([first.url, first.natsUrl, first.apiKey]);
  }
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  expect(launched.output).toContain('worker-edge was killed by SIGKILL; starting it again in 0.2 s');
});

test('refuses a home that is in use, and leaves the one that uses it alone', async () => {
  const { home, standIns, launch } = sandbox();
  const first = launch(standIns());
  const ready = await first.ready();
  const second = launch(standIns());
  await expect(second.exited).resolves.toBe(1);
  expect(second.output).toContain(`is in use by the BelugAPI that runs as process ${first.child.pid}`);
  expect(readReadyFile(home)).toEqual(ready);
  expect((await fetch(`${ready.url}/readyz`)).status).toBe(200);
});

test('says which port is taken, and by another BelugAPI, before it starts anything', async () => {
  const { directory, standIns, launch } = sandbox();
  const first = launch(standIns());
  const { url } = await first.ready();
  const other = path.join(directory, 'other');
  const apps = new StandInApps(other);
  const second = launch(apps, { BELUGA_HOME: path.join(other, 'home'), PORT: new URL(url).port });
  await expect(second.exited).resolves.toBe(1);
  expect(second.output).toContain(`PORT: ${new URL(url).port} on 127.0.0.1 is taken by another BelugAPI`);
  expect(apps.events()).toEqual([]);
});

test('says which port is taken by another program', async () => {
  const { standIns, launch } = sandbox();
  const server = createServer((socket) => socket.resume()); // takes a connection and says nothing
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const launched = launch(standIns(), { PORT: String(port) });
  await expect(launched.exited).resolves.toBe(1);
  expect(launched.output).toContain(`PORT: ${port} on 127.0.0.1 is taken by another program`);
  await new Promise((resolve) => server.close(resolve));
});

test('a service that ends by itself at the start fails the start, with its last lines', async () => {
  const { home, standIns, launch } = sandbox();
  const launched = launch(standIns({ billing: 'fails' }));
  await expect(launched.exited).resolves.toBe(1);
  expect(launched.output).toContain(
    'billing ended with exit code 3 before it was ready.\nbilling cannot find its configuration',
  );
  expect(readdirSync(home)).not.toContain('lock');
});

test('names the service that does not get ready in time, with its last lines', async () => {
  const { home, standIns, launch } = sandbox();
  const launched = launch(standIns({ 'worker-edge': 'never ready' }), { BELUGA_START_TIMEOUT_SECONDS: '6' });
  await expect(launched.exited).resolves.toBe(1);
  expect(launched.output).toContain('Not ready after 6 s: worker-edge did not get ready.');
  expect(launched.output).toContain('The last lines of worker-edge:\nworker-edge is up');
  expect(readReadyFile(home)).toBeUndefined();
});

test('runs on a NATS server that it was given', async () => {
  const { directory, standIns, launch } = sandbox();
  const first = launch(standIns());
  const { natsUrl } = await first.ready();
  const second = launch(new StandInApps(path.join(directory, 'other')), {
    BELUGA_HOME: path.join(directory, 'other/home'),
    NATS_URL: natsUrl,
  });
  const ready = await eventually(
    () => readReadyFile(path.join(directory, 'other/home')),
    () => second.output,
  );
  expect(ready.natsUrl).toBe(natsUrl);
  expect(ready.pids).not.toHaveProperty('nats');
  await second.stop();

  const third = launch(standIns(), { BELUGA_HOME: path.join(directory, 'third'), NATS_URL: 'nats://127.0.0.1:9' });
  await expect(third.exited).resolves.toBe(1);
  expect(third.output).toContain('NATS_URL: no NATS server answers at 127.0.0.1:9.');
});
