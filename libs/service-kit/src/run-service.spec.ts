import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { startTestNats, type TestNats } from '@belugapi/testing';

jest.setTimeout(60_000);
let nats: TestNats;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  nats = await startTestNats();
}, 180_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await nats.stop();
});

interface ReadyMessage {
  readonly type: 'ready';
  readonly service: string;
  readonly addresses: { readonly http: string; readonly metrics: string };
}

class ServiceProcess {
  readonly child: ChildProcess;
  readonly ready: Promise<ReadyMessage>;
  readonly exited: Promise<number | null>;
  output = '';
  errors = '';

  constructor(environment: Record<string, string>) {
    const script = path.join(__dirname, '__fixtures__/service-process.mjs');
    this.child = spawn(process.execPath, [script], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        NATS_URL: nats.url,
        METRICS_HOST: '127.0.0.1',
        METRICS_PORT: '0',
        ...environment,
      },
    });
    children.add(this.child);
    this.child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    // 'close' does not come for a child whose channel we have closed.
    const { stdout, stderr } = this.child;
    const silent = [stdout, stderr].map((stream) => stream && once(stream, 'close'));
    this.exited = Promise.all([once(this.child, 'exit'), ...silent]).then(([[code]]) => {
      children.delete(this.child);
      return code as number | null;
    });
    this.ready = new Promise((resolve, reject) => {
      this.child.once('message', (message) => resolve(message as ReadyMessage));
      void this.exited.then((code) => reject(new Error(`it ended with ${code}\n${this.output}${this.errors}`)));
    });
    this.ready.catch(() => undefined);
  }

  /** Resolves once it has written `text`. */
  async wrote(text: string): Promise<void> {
    while (!this.output.includes(text)) await once(this.child.stdout as NodeJS.ReadableStream, 'data');
  }
}

async function readiness(url: string): Promise<[number, unknown]> {
  const response = await fetch(`${url}/readyz`);
  return [response.status, await response.json()];
}

test('tells its launcher that it is ready and where, and on SIGTERM closes and ends with 0', async () => {
  const service = new ServiceProcess({ SPECIMEN: 'runs' });
  const ready = await service.ready;
  expect(ready).toEqual({
    type: 'ready',
    service: 'specimen',
    addresses: { http: 'http://127.0.0.1:1', metrics: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
  });
  await expect(readiness(ready.addresses.metrics)).resolves.toEqual([
    200,
    { status: 'ok', dependencies: { nats: { mode: 'ok' } } },
  ]);
  const metrics = await (await fetch(`${ready.addresses.metrics}/metrics`)).text();
  expect(metrics).toMatch(/^process_cpu_seconds_total /m);

  service.child.kill('SIGTERM');
  await expect(service.exited).resolves.toBe(0);
  expect(service.output).toMatch(/"reason":"SIGTERM".*\n.*"msg":"closing"}\n$/);
  expect(service.output).toMatch(/"password":"\[redacted\]"/);
  expect(service.output).not.toMatch(/hunter2/);
  expect(service.errors).toBe('');
});

test('is not ready while NATS is away, and is again afterwards', async () => {
  const service = new ServiceProcess({ SPECIMEN: 'runs' });
  const { metrics } = (await service.ready).addresses;
  await nats.interrupt();
  await service.wrote('NATS disconnected');
  await expect(readiness(metrics)).resolves.toEqual([
    503,
    { status: 'unavailable', dependencies: { nats: { mode: 'down', detail: 'not connected' } } },
  ]);
  expect((await fetch(`${metrics}/livez`)).status).toBe(200);
  await nats.resume();
  await service.wrote('NATS reconnected');
  expect((await readiness(metrics))[0]).toBe(200);

  // Its launcher ends: so does it.
  service.child.disconnect();
  await expect(service.exited).resolves.toBe(0);
  expect(service.output).toMatch(/"reason":"the launcher ended"/);
});

test.each([
  ['a wrong setting of every service', { SPECIMEN: 'runs', METRICS_PORT: 'secret-value' }, 'METRICS_PORT: '],
  ['a wrong setting of its own', { SPECIMEN: 'secret-value' }, 'SPECIMEN: '],
  ['a setting that is found wrong later', { SPECIMEN: 'misconfigured' }, 'SPECIMEN: is required'],
])('ends with 78 and a message for %s', async (_what, environment, message) => {
  const service = new ServiceProcess(environment);
  await expect(service.exited).resolves.toBe(78);
  expect(service.errors).toMatch(/^specimen: wrong settings:\n {2}/);
  expect(service.errors).toContain(message);
  expect(service.errors + service.output).not.toMatch(/secret-value/);
});

test('ends with 1 and the reason where it cannot start or stop', async () => {
  const failing = new ServiceProcess({ SPECIMEN: 'fails' });
  await expect(failing.exited).resolves.toBe(1);
  expect(failing.errors).toMatch(/^specimen: Error: cannot start\n/);

  const stuck = new ServiceProcess({ SPECIMEN: 'hangs' });
  await stuck.ready;
  stuck.child.kill('SIGINT');
  await expect(stuck.exited).resolves.toBe(1);
  expect(stuck.errors).toMatch(/^specimen: Error: cannot stop\n/);
});

test('ends with 1 and the variable at fault where an address cannot be used', async () => {
  const port = new URL(nats.url).port;
  const taken = new ServiceProcess({ SPECIMEN: 'runs', METRICS_PORT: port });
  const malformed = new ServiceProcess({ SPECIMEN: 'runs', NATS_URL: 'nats://hunter2:99999' });
  await expect(Promise.all([taken.exited, malformed.exited])).resolves.toEqual([1, 1]);
  expect(taken.errors).toBe(`specimen: METRICS_PORT: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`);
  expect(malformed.errors).toMatch(/^specimen: NATS_URL: .*\n$/);
  expect(malformed.errors).not.toMatch(/hunter2/);
});

test('a service that waits for something while it starts can be stopped', async () => {
  const service = new ServiceProcess({ SPECIMEN: 'waits' });
  await service.wrote('waiting');
  service.child.kill('SIGTERM');
  await expect(service.exited).resolves.toBe(0);
});

test('a launcher that ends while the service waits for NATS takes it along', async () => {
  const service = new ServiceProcess({ SPECIMEN: 'runs', NATS_URL: 'nats://127.0.0.1:1' });
  service.child.disconnect();
  await expect(service.exited).resolves.toBe(0);
});
