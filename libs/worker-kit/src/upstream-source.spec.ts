import { getEventListeners } from 'node:events';
import type { CompletionEvent, Failure } from '@belugapi/contracts';
import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { CompletionTask, ProviderAdapter } from '@belugapi/provider-spec';
import { type EmulatedVendor, startEmulatedVendor } from '@belugapi/testing';
import { plainAdapter, textOf, vendorTask } from './__fixtures__/plain-adapter.js';
import { KeyPool } from './key-pool.js';
import { UpstreamClient } from './upstream-call.js';
import { UpstreamSource, type UpstreamSourceOptions } from './upstream-source.js';

const client = new UpstreamClient({ connectMs: 2_000, headersMs: 5_000, silenceMs: 5_000 });
let vendor: EmulatedVendor;

beforeAll(async () => {
  vendor = await startEmulatedVendor();
});
afterAll(async () => {
  await client.close();
  await vendor.close();
});

function source(more: Partial<UpstreamSourceOptions> = {}): UpstreamSource {
  return new UpstreamSource({
    adapter: plainAdapter,
    client,
    baseUrl: vendor.baseUrl,
    keys: new KeyPool(['key-a']),
    ...more,
  });
}

async function complete(from: UpstreamSource, task: CompletionTask, signal = new AbortController().signal) {
  const events: CompletionEvent[] = [];
  for await (const together of from.complete(task, signal)) events.push(...together);
  return events;
}

function failureOf(events: readonly CompletionEvent[]): Failure {
  const last = events.at(-1)?.event;
  if (last?.$case !== 'failed') throw new Error(`ended in ${last?.$case}`);
  return last.value;
}

/** The keys of the requests that the vendor got since `from`. */
const keysSince = (from: number) => vendor.requests.slice(from).map(({ headers }) => headers.authorization);

describe('UpstreamSource', () => {
  it.each([true, false])('brings an answer home (stream: %s), and leaves no listener', async (stream) => {
    const { signal } = new AbortController();
    const events = await complete(source(), vendorTask({ tokens: ['A', ' whale', ' 🐋'] }, stream), signal);
    expect(textOf(events)).toBe('A whale 🐋');
    expect(events.at(-1)?.event?.$case).toBe('completed');
    const [request] = vendor.requests.slice(-1);
    expect(request?.path).toBe('/v1/chat/completions');
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer key-a',
      'content-type': 'application/json',
      accept: stream ? 'text/event-stream' : 'application/json',
    });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('calls the base URL of the route', async () => {
    const task = vendorTask({ tokens: ['x'] }, true, `${vendor.baseUrl}/?team=blue`);
    expect(textOf(await complete(source({ baseUrl: 'http://127.0.0.1:1' }), task))).toBe('x');
    expect(vendor.requests.at(-1)?.path).toBe('/v1/chat/completions?team=blue');
  });

  it.each([429, 401, 503])('tries the next key after %i, and lets the first rest', async (status) => {
    const before = vendor.requests.length;
    const pooled = source({ keys: new KeyPool(['key-a', 'key-b']) });
    vendor.script({ kind: 'failure', status }, { tokens: ['saved'] }, { tokens: ['again'] }, { tokens: ['again'] });
    const { signal } = new AbortController();
    expect(textOf(await complete(pooled, vendorTask({}), signal))).toBe('saved');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await complete(pooled, vendorTask({}));
    await complete(pooled, vendorTask({}));
    expect(keysSince(before)).toEqual(['Bearer key-a', 'Bearer key-b', 'Bearer key-b', 'Bearer key-b']);
  });

  it('rests a key as long as retry-after says', async () => {
    const keys = new KeyPool(['key-a', 'key-b']);
    vendor.script({ kind: 'failure', status: 429, retryAfter: 3_000 }, { tokens: ['saved'] });
    const called = Date.now();
    await complete(source({ keys }), vendorTask({}));
    const key = (afterSeconds: number) => keys.next(new Set(), called + afterSeconds * 1_000)?.key;
    expect([key(2_990), key(2_990)]).toEqual(['key-b', 'key-b']);
    expect(new Set([key(3_010), key(3_010)])).toEqual(new Set(['key-a', 'key-b']));
  });

  it('does not try again what no other key can change', async () => {
    const before = vendor.requests.length;
    vendor.script({ kind: 'failure', status: 400 });
    const events = await complete(source({ keys: new KeyPool(['key-a', 'key-b']) }), vendorTask({}));
    expect(failureOf(events).code).toBe(FailureCode.INVALID_VALUE);
    expect(keysSince(before)).toEqual(['Bearer key-a']);
  });

  it('gives the last failure when every key failed', async () => {
    const before = vendor.requests.length;
    vendor.script({ kind: 'failure', status: 429 }, { kind: 'failure', status: 429 });
    const events = await complete(source({ keys: new KeyPool(['key-a', 'key-b']) }), vendorTask({}));
    expect(events).toHaveLength(1);
    expect(failureOf(events).code).toBe(FailureCode.UPSTREAM_RATE_LIMITED);
    expect(vendor.requests.length - before).toBe(2);
  });

  it('takes a key out of what a vendor says', async () => {
    vendor.script({ kind: 'failure', status: 400, error: { message: 'the key key-a is not for this model' } });
    const { message } = failureOf(await complete(source(), vendorTask({})));
    expect(message).toContain('the key … is not');
    expect(message).not.toContain('key-a');
  });

  it.each([
    ['before any byte', { kind: 'disconnect' }, true],
    ['within the stream', { tokens: 9, turn: { afterTokens: 3, then: 'disconnect' } }, true],
    ['before a whole answer', { tokens: 9, turn: { afterTokens: 3, then: 'disconnect' } }, false],
    ['by a clean end', { tokens: 9, turn: { afterTokens: 3, then: 'end-of-file' } }, true],
    ['by an error frame', { tokens: 9, turn: { afterTokens: 3, then: 'error' } }, true],
  ] as const)('fails an answer that breaks off %s', async (_, answer, stream) => {
    const failure = failureOf(await complete(source(), vendorTask(answer, stream)));
    expect(failure.code).toBe(FailureCode.UPSTREAM_ERROR);
    expect(failure.message).not.toMatch(/127\.0\.0\.1|localhost|key-a|:\d{4}/);
  });

  it('fails without host or key in the message where nobody listens', async () => {
    const failure = failureOf(await complete(source({ baseUrl: 'http://127.0.0.1:1/v1' }), vendorTask({})));
    expect(failure).toMatchObject({
      code: FailureCode.UPSTREAM_ERROR,
      message: 'The provider could not be reached.',
      upstream: { provider: 'edge', code: 'ECONNREFUSED' },
    });
  });

  it.each([
    ['while it waits for the status line', { kind: 'silence' }, true],
    ['within the stream', { tokens: 20, turn: { afterTokens: 5, then: 'hold' } }, true],
    ['while it waits for a whole answer', { tokens: 20, delayMs: 60_000 }, false],
  ] as const)('closes the vendor’s socket when it is aborted %s', async (_, answer, stream) => {
    const keys = new KeyPool(['key-a', 'key-b']);
    const abort = new AbortController();
    const own = await startEmulatedVendor();
    try {
      const answered = complete(source({ keys, baseUrl: own.baseUrl }), vendorTask(answer, stream), abort.signal);
      await own.nextRequest();
      abort.abort();
      expect((await own.nextCancel()).outcome).toBe('cancelled');
      expect((await answered).filter(({ event }) => event?.$case === 'failed')).toEqual([]);
    } finally {
      await own.close();
    }
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    // A caller who left is no fault of the key.
    expect(new Set([keys.next(new Set())?.key, keys.next(new Set())?.key])).toEqual(new Set(['key-a', 'key-b']));
  });

  it('does not call a vendor once it is aborted', async () => {
    const before = vendor.requests.length;
    expect(await complete(source(), vendorTask({}), AbortSignal.abort())).toEqual([]);
    expect(vendor.requests.length).toBe(before);
  });

  it('stops a vendor that its reader cannot follow', async () => {
    vendor.script({ tokens: 1_000_000 });
    const before = vendor.requests.length;
    const abort = new AbortController();
    const events = source().complete(vendorTask({}), abort.signal);
    await events.next();
    const request = vendor.requests[before];
    if (!request) throw new Error('no request came');
    // What the socket's buffers take at both ends, and our 64 KiB.
    let served = -1;
    while (served !== request.bytesServed) {
      served = request.bytesServed;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    expect(request.outcome).toBeUndefined();
    expect(served).toBeLessThan(16 * 1024 * 1024);
    abort.abort();
    await events.return();
    await request.ended;
  });

  it('refuses a whole answer that is too large', async () => {
    const bounded = source({ largestAnswerBytes: 1024 * 1024 });
    const fits = await complete(bounded, vendorTask({ tokens: 100_000 }, false));
    expect(textOf(fits).length).toBeGreaterThan(300_000);
    const failure = failureOf(await complete(bounded, vendorTask({ tokens: 1_000_000 }, false)));
    expect(failure).toMatchObject({
      code: FailureCode.UPSTREAM_ERROR,
      message: 'The provider’s answer is larger than 1 MiB.',
    });
  });

  it.each([
    ['toRequest', true],
    ['fromStream', true],
    ['fromResponse', false],
    ['authorize', true],
  ] as const)('turns what %s throws into a failed answer, and tells the operator', async (hook, stream) => {
    const broken: ProviderAdapter = {
      ...plainAdapter,
      [hook]: () => {
        throw new TypeError('secret detail');
      },
    };
    const heard: unknown[] = [];
    const events = await complete(
      source({ adapter: broken, onError: (error) => heard.push(error) }),
      vendorTask({ tokens: ['x'] }, stream),
    );
    expect(failureOf(events)).toMatchObject({ code: FailureCode.INTERNAL });
    expect(failureOf(events).message).not.toContain('secret');
    expect(heard).toEqual([expect.objectContaining({ message: 'secret detail' })]);
  });

  it('passes on the failure that an adapter chose', async () => {
    const chosen: ProviderAdapter = {
      ...plainAdapter,
      toRequest: () => {
        throw CompletionFailure.of(FailureCode.UNSUPPORTED_PARAMETER, 'no such thing', { param: 'n' });
      },
    };
    expect(failureOf(await complete(source({ adapter: chosen }), vendorTask({})))).toMatchObject({
      code: FailureCode.UNSUPPORTED_PARAMETER,
      param: 'n',
    });
  });
});
