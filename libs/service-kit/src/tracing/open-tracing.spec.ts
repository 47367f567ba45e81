import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '@belugapi/testing';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../read-config.js';
import { openTracing } from './open-tracing.js';
import type { Tracing } from './tracing.js';

const warnings: unknown[] = [];
const logger = { warn: (...said: unknown[]) => void warnings.push(said) };
const former = { ...process.env };
let receiver: OtlpReceiver;
let open: Tracing | undefined;

beforeEach(async () => {
  receiver = await startOtlpReceiver();
  warnings.length = 0;
});
afterEach(async () => {
  await open?.close();
  open = undefined;
  await receiver.close();
  process.env = { ...former };
});

async function tracing(environment: Record<string, string> = {}): Promise<Tracing> {
  Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...environment });
  open = await openTracing('specimen', logger);
  if (!open) throw new Error('tracing is off');
  return open;
}

async function sent(): Promise<readonly ReceivedSpan[]> {
  await open?.close();
  return receiver.spans;
}

const caller = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7';

test.each<[string, Record<string, string>]>([
  ['no endpoint is named', { OTEL_TRACES_SAMPLER: 'nonsense' }],
  ['the SDK is turned off', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' }],
  ['traces are not wanted', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_TRACES_EXPORTER: 'none' }],
])('is off where %s', async (_where, environment) => {
  Object.assign(process.env, environment);
  await expect(openTracing('specimen', logger)).resolves.toBeUndefined();
});

test.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }, true],
])('loads the SDK only where it is on: %j', async (environment, loaded) => {
  const script = path.join(__dirname, '../__fixtures__/modules-loaded.mjs');
  const env = { PATH: process.env['PATH'], ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
  expect((JSON.parse(stdout) as string[]).some((url) => url.includes('/@opentelemetry/sdk-trace/'))).toBe(loaded);
});

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
  ['OTEL_TRACES_SAMPLER', 'sometimes'],
  ['OTEL_TRACES_SAMPLER_ARG', '2'],
  ['OTEL_BSP_MAX_QUEUE_SIZE', '0'],
])('names %s where it is %s', async (name, value) => {
  Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, [name]: value });
  const opening = openTracing('specimen', logger);
  await expect(opening).rejects.toThrow(ConfigError);
  await expect(opening).rejects.toThrow(`  ${name}: `);
});

test('sends steps with their times, attributes, moments and ends', async () => {
  const { begin } = bound(await tracing({ OTEL_SERVICE_NAME: 'renamed', OTEL_RESOURCE_ATTRIBUTES: 'team=blue' }));
  const request = begin(
    'request',
    {},
    { kind: 'server', attributes: { one: 1, none: undefined, long: 'x'.repeat(300) } },
  );
  const step = request?.child('step', { kind: 'client' });
  step?.event('moment');
  step?.set({ words: ['a', 'b'], half: 0.5, yes: true });
  step?.fail('first');
  step?.end('second');
  step?.end();
  request?.end();

  const [child, parent] = await sent();
  expect(parent).toMatchObject({
    name: 'request',
    kind: 'server',
    parentSpanId: '',
    failed: false,
    service: 'renamed',
  });
  expect(parent?.attributes).toEqual({ one: 1, long: 'x'.repeat(256) });
  expect(parent?.resource).toMatchObject({ team: 'blue', 'service.version': '0.1.0' });
  expect(child).toMatchObject({ name: 'step', kind: 'client', parentSpanId: parent?.spanId, traceId: parent?.traceId });
  expect(child).toMatchObject({ failed: true, events: [{ name: 'moment' }] });
  expect(child?.attributes).toEqual({ words: ['a', 'b'], half: 0.5, yes: true, 'error.type': 'first' });
  // What began later stands later, however little.
  const times = [parent?.startedAt, child?.startedAt, child?.events[0]?.at, child?.endedAt, parent?.endedAt];
  expect(times).toEqual(times.toSorted((a, b) => Number((a ?? 0n) - (b ?? 0n))));
  expect(Math.abs(Number((parent?.startedAt ?? 0n) / 1_000_000n) - Date.now())).toBeLessThan(60_000);
});

test('tells the collector the headers of all signals and those of traces, which come first', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'belugapi-headers-'));
  const file = path.join(home, 'headers');
  writeFileSync(file, 'authorization=all%20signals,x-team=blue\n');
  const { begin } = bound(
    await tracing({
      OTEL_EXPORTER_OTLP_HEADERS_FILE: file,
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'authorization=traces,x-tenant=one',
    }),
  );
  begin('request', {}, { kind: 'server' })?.end();
  await sent();
  expect(receiver.headers).toMatchObject([{ authorization: 'traces', 'x-team': 'blue', 'x-tenant': 'one' }]);
  rmSync(home, { recursive: true });
});

describe('a caller’s trace', () => {
  test('is gone on with, and handed on with its state', async () => {
    const { begin } = bound(await tracing());
    const span = begin('request', { traceparent: `${caller}-01`, tracestate: 'a=1,b=2' }, { kind: 'server' });
    span?.end();
    expect(span?.logFields.trace_id).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(span?.context.traceparent).toBe(`00-4bf92f3577b34da6a3ce929d0e0e4736-${span?.logFields.span_id}-01`);
    expect(span?.context.tracestate).toBe('a=1,b=2');
    const [received] = await sent();
    expect(received).toMatchObject({ parentSpanId: '00f067aa0ba902b7', traceId: span?.logFields.trace_id });
  });

  test.each([
    'nonsense',
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    `${caller}-01-more`,
    `${caller}-01, ${caller}-01`,
    'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    `00-${'a'.repeat(60)}`,
  ])('that is malformed is none: %s', async (traceparent) => {
    const opened = await tracing();
    const span = opened.begin('request', { traceparent }, { kind: 'server' });
    expect(span?.logFields.trace_id).toMatch(/^(?!4bf92f)[0-9a-f]{32}$/);
    expect(opened.start('step', { traceparent, tracestate: '' }, { kind: 'server' })).toBeUndefined();
  });

  test('state that is longer than 512 characters, or malformed, is left out', async () => {
    const { begin } = bound(await tracing());
    for (const tracestate of [`a=${'x'.repeat(600)}`, '\u00e9 = ,,,']) {
      expect(begin('r', { traceparent: `${caller}-01`, tracestate }, { kind: 'server' })?.context.tracestate).toBe('');
    }
  });

  test('that is not sampled is left out', async () => {
    const { begin } = bound(await tracing());
    expect(begin('request', { traceparent: `${caller}-00` }, { kind: 'server' })).toBeUndefined();
  });
});

test.each([
  ['always_off', '1', 0],
  ['parentbased_traceidratio', '0', 0],
  ['traceidratio', '1', 20],
  ['parentbased_always_off', '1', 0],
])('the sampler %s at %s takes %i of 20', async (sampler, ratio, taken) => {
  const { begin } = bound(await tracing({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: ratio }));
  for (let count = 0; count < 20; count += 1) begin('request', {}, { kind: 'server' })?.end();
  await expect(sent()).resolves.toHaveLength(taken);
});

test('what the queue has no room for is dropped', async () => {
  const { begin } = bound(await tracing({ OTEL_BSP_MAX_QUEUE_SIZE: '10' }));
  // No batch can be sent in between: ten are on their way, ten wait.
  for (let count = 0; count < 1_000; count += 1) begin('request', {}, { kind: 'server' })?.end();
  await expect(sent()).resolves.toHaveLength(20);
});

describe('a collector that takes connections and never answers', () => {
  const silent = createServer(() => undefined);
  let url: string;
  beforeAll(async () => {
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    silent.closeAllConnections();
    silent.close();
  });

  test('holds up the end for no more than two seconds', async () => {
    const opened = await tracing({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_TIMEOUT: '3000' });
    open = undefined;
    opened.begin('request', {}, { kind: 'server' })?.end();
    const before = performance.now();
    await opened.close();
    expect(performance.now() - before).toBeLessThan(2_500);
  });

  test('costs one warning', async () => {
    const opened = await tracing({
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '50',
      OTEL_BSP_MAX_QUEUE_SIZE: '1',
    });
    for (let count = 0; count < 5; count += 1) opened.begin('request', {}, { kind: 'server' })?.end();
    await opened.close();
    expect(warnings).toEqual([[{ reason: expect.any(String) }, 'traces cannot be sent']]);
  });
});

function bound(opened: Tracing) {
  return { begin: opened.begin.bind(opened) };
}
