import type { EmulatedVendor, RunningStack } from '@belugapi/testing';
import OpenAI, { APIConnectionError } from 'openai';
import { eventually } from './eventually.js';
import { startingMs, startVendorStack, stoppingMs } from './vendor-stack.js';

const model = 'gpt-4.1-mini-2025-04-14';

/** One open stream: what has come so far, and how it ended. */
interface OpenStream {
  readonly id: Promise<string>;
  readonly text: () => string;
  /** Resolves with the error that the SDK raised, or undefined after a regular end. */
  readonly ended: Promise<unknown>;
}

describe('what a caller and the ledger see when a process dies', () => {
  let vendor: EmulatedVendor;
  let stack: RunningStack;
  let client: OpenAI;

  let stop = (): Promise<void> => Promise.resolve();

  beforeAll(async () => {
    ({ vendor, stack, client, stop } = await startVendorStack({}, { workers: ['openai'] }));
  }, startingMs);
  afterAll(() => stop(), stoppingMs);

  const ask = (directive: object) => ({
    model,
    messages: [{ role: 'user' as const, content: JSON.stringify(directive) }],
  });

  async function openStream(directive: object): Promise<OpenStream> {
    const stream = await client.chat.completions.create({ ...ask(directive), stream: true });
    let text = '';
    const { promise: id, resolve: begun } = Promise.withResolvers<string>();
    const ended = (async () => {
      try {
        for await (const chunk of stream) {
          const piece = chunk.choices[0]?.delta.content;
          if (!piece) continue;
          text += piece;
          begun(chunk.id);
        }
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    return { id, text: () => text, ended };
  }

  const restarted = (service: string, before: number) =>
    stack.until(({ pids }) => pids[service] !== undefined && pids[service] !== before);

  // Until the next request is served again: a death has to heal before the next one.
  beforeEach(() => eventually(() => client.chat.completions.create(ask({ tokens: 1 }))));

  it('worker: an error frame and a settled row; then requests are served again', async () => {
    const stream = await openStream({ tokens: 10_000, tokensPerSecond: 100 });
    const id = await stream.id;
    const before = stack.pid('worker-openai');
    stack.kill('worker-openai');
    expect(await stream.ended).toMatchObject({ code: 'upstream_error', type: 'api_error' });
    expect(await client.get(`/generations/${id}`)).toMatchObject({
      outcome: 'failed',
      error: 'worker_lost',
      source: 'estimated',
    });
    await restarted('worker-openai', before);
  });

  it('gateway: the vendor’s call is aborted and the worker settles', async () => {
    const stream = await openStream({ tokens: 10_000, tokensPerSecond: 100 });
    const id = await stream.id;
    const before = stack.pid('gateway');
    stack.kill('gateway');
    expect(await stream.ended).toHaveProperty('message');
    await vendor.nextCancel();
    await restarted('gateway', before);
    const row = await eventually(() => client.get(`/generations/${id}`));
    expect(row).toMatchObject({ outcome: 'cancelled', source: 'estimated' });
  });

  it('NATS: a live stream goes on to its end, and is booked', async () => {
    const stream = await openStream({ tokens: 150, tokensPerSecond: 100 });
    const id = await stream.id;
    const before = stack.pid('nats');
    stack.kill('nats');
    expect(await stream.ended).toBeUndefined();
    expect(stream.text().split(/\s+/).length).toBeGreaterThan(100);
    await restarted('nats', before);
    const row = await eventually(() => client.get(`/generations/${id}`));
    expect(row).toMatchObject({ outcome: 'completed', usage: { completion_tokens: 150 } });
  });

  it('billing: answers go on, and the rows come when it is back', async () => {
    const before = stack.pid('billing');
    stack.kill('billing');
    const { id } = await client.chat.completions.create(ask({ tokens: 3 }));
    await restarted('billing', before);
    const row = await eventually(() => client.get(`/generations/${id}`));
    expect(row).toMatchObject({ outcome: 'completed', usage: { completion_tokens: 3 } });
  });

  it('auth: a key that is known goes on working', async () => {
    const before = stack.pid('auth');
    stack.kill('auth');
    await expect(client.chat.completions.create(ask({ tokens: 1 }))).resolves.toMatchObject({
      object: 'chat.completion',
    });
    const stranger = new OpenAI({ apiKey: 'bapi_stranger_0123456789', baseURL: `${stack.url}/v1`, maxRetries: 0 });
    const refused: unknown = await stranger.models.list().catch((error: unknown) => error);
    // 401 where auth is back already.
    expect([503, 401]).toContain((refused as { status?: number }).status);
    await restarted('auth', before);
  });

  it('a vendor that breaks before its first byte is asked again', async () => {
    const seen = vendor.totals.requests;
    vendor.script({ kind: 'disconnect' }, { tokens: ['fine'] });
    const answer = await client.chat.completions.create(ask({}));
    expect(answer.choices[0]?.message.content).toBe('fine');
    expect(vendor.totals.requests - seen).toBe(2);
    expect(await client.get(`/generations/${answer.id}`)).toMatchObject({ attempts: 2, outcome: 'completed' });
  });

  it('stops with drained streams: a caller who reads gets its end', async () => {
    const stream = await openStream({ tokens: 100, tokensPerSecond: 100 });
    await stream.id;
    expect(await stack.stop()).toBe(0);
    expect(await stream.ended).toBeUndefined();
    await expect(client.models.list()).rejects.toBeInstanceOf(APIConnectionError);
  }, 60_000);
});
