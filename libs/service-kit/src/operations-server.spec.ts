import { Gauge, Registry } from 'prom-client';
import { type DependencyState, OperationsServer } from './operations-server.js';

const servers: OperationsServer[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
});

async function started(registry = new Registry()): Promise<{ operations: OperationsServer; url: string }> {
  const operations = new OperationsServer(registry);
  servers.push(operations);
  return { operations, url: await operations.listen('127.0.0.1', 0) };
}

async function get(url: string): Promise<[number, unknown]> {
  const response = await fetch(url);
  return [response.status, await response.json()];
}

test('lives, is ready without dependencies, and knows no other path', async () => {
  const { url } = await started();
  await expect(get(`${url}/livez`)).resolves.toEqual([200, { status: 'ok' }]);
  await expect(get(`${url}/readyz?verbose`)).resolves.toEqual([200, { status: 'ok', dependencies: {} }]);
  await expect(get(`${url}/admin`)).resolves.toEqual([404, { status: 'unknown path' }]);
});

test.each<[DependencyState, number]>([
  [{ mode: 'ok' }, 200],
  [{ mode: 'degraded', detail: 'one of two' }, 200],
  [{ mode: 'stale' }, 200],
  [{ mode: 'down', detail: 'gone' }, 503],
])('a dependency that is %j answers %d', async (state, status) => {
  const { operations, url } = await started();
  operations.addCheck('fine', () => ({ mode: 'ok' }));
  operations.addCheck('other', () => Promise.resolve(state));
  const [answered, body] = await get(`${url}/readyz`);
  expect(answered).toBe(status);
  expect(body).toEqual({
    status: status === 200 ? 'ok' : 'unavailable',
    dependencies: { fine: { mode: 'ok' }, other: state },
  });
});

test('a check that throws is down, and one that hangs is so after 3 s without holding up the answer longer', async () => {
  const { operations, url } = await started();
  operations.addCheck('thrown', () => {
    throw new Error('no route');
  });
  operations.addCheck('rejected', () => Promise.reject(new Error('refused')));
  operations.addCheck('hanging', () => new Promise(() => undefined));
  const startedAt = performance.now();
  await expect(get(`${url}/readyz`)).resolves.toEqual([
    503,
    {
      status: 'unavailable',
      dependencies: {
        thrown: { mode: 'down', detail: 'no route' },
        rejected: { mode: 'down', detail: 'refused' },
        hanging: { mode: 'down', detail: 'no answer within 3 s' },
      },
    },
  ]);
  expect(performance.now() - startedAt).toBeGreaterThan(2_900);
});

test('a draining service lives but is not ready', async () => {
  const { operations, url } = await started();
  operations.startDraining();
  await expect(get(`${url}/readyz`)).resolves.toEqual([503, { status: 'unavailable', dependencies: {} }]);
  expect((await get(`${url}/livez`))[0]).toBe(200);
});

test('metrics come in the text format; a metric that fails breaks that answer only', async () => {
  const registry = new Registry();
  let broken = false;
  new Gauge({
    name: 'beluga_specimen',
    help: 'A figure',
    registers: [registry],
    collect() {
      if (broken) throw new Error('cannot count');
      this.set(7);
    },
  });
  const { url } = await started(registry);
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/);
  expect(await response.text()).toContain('beluga_specimen 7\n');
  broken = true;
  await expect(fetch(`${url}/metrics`)).rejects.toThrow('fetch failed');
  expect((await get(`${url}/livez`))[0]).toBe(200);
});

test('metrics tell which dependencies answer', async () => {
  const { operations, url } = await started();
  const states: DependencyState[] = [{ mode: 'ok' }, { mode: 'degraded' }, { mode: 'stale' }, { mode: 'down' }];
  for (const state of states) operations.addCheck(state.mode, () => state);
  const text = await (await fetch(`${url}/metrics`)).text();
  expect([...text.matchAll(/^beluga_dependency_up\{dependency="(\w+)"\} (\d)$/gm)].map(([, ...pair]) => pair)).toEqual([
    ['ok', '1'],
    ['degraded', '1'],
    ['stale', '0'],
    ['down', '0'],
  ]);
});

test('a port that is taken is an error, and a closed server answers no more', async () => {
  const { operations, url } = await started();
  const { port } = new URL(url);
  await expect(new OperationsServer(new Registry()).listen('127.0.0.1', Number(port))).rejects.toThrow('EADDRINUSE');
  await operations.close();
  await expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed');
});
