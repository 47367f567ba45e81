import type { CompletionEvent } from '@belugapi/contracts';
import type { CompletionTask } from '@belugapi/provider-spec';
import { type EmulatedVendor, startEmulatedVendor } from '@belugapi/testing';
import { plainAdapter, vendorTask } from '../__fixtures__/plain-adapter.js';
import { RecordingTracing } from '../__fixtures__/recording-tracing.js';
import { KeyPool } from '../key-pool.js';
import { UpstreamClient } from '../upstream-call.js';
import { UpstreamSource, type UpstreamSourceOptions } from '../upstream-source.js';
import { ChatSpan } from './chat-span.js';

const client = new UpstreamClient({ connectMs: 2_000, headersMs: 5_000, silenceMs: 5_000 });
const never = new AbortController().signal;
let vendor: EmulatedVendor;
let tracing: RecordingTracing;

beforeAll(async () => {
  vendor = await startEmulatedVendor();
});
beforeEach(() => (tracing = new RecordingTracing()));
afterAll(async () => {
  await client.close();
  await vendor.close();
});

const traced = (task: CompletionTask): CompletionTask => ({ ...task, trace: { traceparent: 'a', tracestate: '' } });

function source(more: Partial<UpstreamSourceOptions> = {}): UpstreamSource {
  const keys = new KeyPool(['key-a']);
  return new UpstreamSource({ adapter: plainAdapter, client, baseUrl: vendor.baseUrl, keys, tracing, ...more });
}

async function drain(answer: AsyncIterable<readonly CompletionEvent[]>): Promise<void> {
  const iterator = answer[Symbol.asyncIterator]();
  while (!(await iterator.next()).done);
}

it.each([
  [true, 'of span 1'],
  [false, undefined],
])('tells the vendor of a trace only where that is wanted (%s)', async (tellsTraces, told) => {
  await drain(source({ tellsTraces }).complete(traced(vendorTask({ tokens: 2 })), never));
  expect(vendor.requests.at(-1)?.headers['traceparent']).toBe(told);
  expect(tracing.spans).toMatchObject([{ kind: 'client', ended: true }]);
});

it('is there for tasks that are traced, and for no other', async () => {
  await drain(source({ tellsTraces: true }).complete(vendorTask({ tokens: 2 }), never));
  expect(tracing.spans).toEqual([]);
  expect(vendor.requests.at(-1)?.headers).not.toHaveProperty('traceparent');
});

it('names the vendor as the conventions do', async () => {
  const adapter = { ...plainAdapter, telemetryName: 'as.others.call.it' };
  await drain(source({ adapter }).complete(traced(vendorTask({ tokens: 2 })), never));
  expect(tracing.spans[0]?.attributes['gen_ai.provider.name']).toBe('as.others.call.it');
});

it('ends in the failure where nobody answers', async () => {
  const baseUrl = 'http://127.0.0.1:1/secret-path';
  await drain(source({ baseUrl }).complete(traced(vendorTask({ tokens: 2 })), never));
  expect(tracing.spans).toMatchObject([{ ended: 'upstream_error', attributes: { 'server.port': 1 } }]);
  expect(JSON.stringify(tracing.spans)).not.toMatch(/secret-path|key-a/);
});

it('ends as cancelled where the caller leaves before the first byte', async () => {
  const leaving = new AbortController();
  vendor.script({ kind: 'silence' });
  const from = vendor.requests.length;
  const draining = drain(source().complete(traced(vendorTask({})), leaving.signal));
  while (vendor.requests.length === from) await new Promise((resolve) => setImmediate(resolve));
  leaving.abort();
  await draining;
  expect(tracing.spans).toMatchObject([{ ended: 'cancelled' }]);
});

describe('an answer that is read', () => {
  const text: CompletionEvent = { event: { $case: 'text', value: { choice: 0, text: 'a', logprobs: [] } } };
  async function* answer() {
    yield [text];
    yield [text];
  }

  async function cut(signal: AbortSignal): Promise<void> {
    const span = ChatSpan.start(tracing, traced(vendorTask({})), { providerName: 'edge', stream: true });
    if (!span) throw new Error('it is not traced');
    const observed = span.observe(answer(), signal);
    await observed.next();
    await observed.return();
  }

  it('and cut short has ended well where all that was wanted of it is there', async () => {
    await cut(never);
    expect(tracing.spans).toMatchObject([{ kind: 'internal', ended: true }]);
    expect(tracing.spans[0]?.attributes).not.toHaveProperty('server.address');
  });

  it('and cut short by an abort is cancelled', async () => {
    await cut(AbortSignal.abort());
    expect(tracing.spans).toMatchObject([{ ended: 'cancelled' }]);
  });
});
