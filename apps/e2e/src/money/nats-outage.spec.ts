import { startTestNats, type TestNats, type VendorRequest } from '@belugapi/testing';
import type OpenAI from 'openai';
import { eventually } from '../eventually.js';
import { AdminApi } from '../keys/admin-api.js';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from '../vendor-stack.js';
import { ledgerRows } from './ledger-rows.js';
import { spooledBytes } from './spooled.js';

const model = 'gpt-4.1-mini-2025-04-14';
const settleTimeoutMs = 2_000;

describe('NATS is away when an answer ends', () => {
  let nats: TestNats;
  let served: VendorStack;
  let client: OpenAI;
  let admin: AdminApi;

  beforeAll(async () => {
    nats = await startTestNats();
    const env = { NATS_URL: nats.url, SETTLE_TIMEOUT_SECONDS: String(settleTimeoutMs / 1_000) };
    served = await startVendorStack({}, { workers: ['openai'], env });
    ({ client } = served);
    admin = new AdminApi(served.stack.url, served.stack.adminKey);
  }, startingMs);
  afterAll(async () => {
    await served?.stop();
    await nats?.stop();
  }, stoppingMs);

  const ask = (directive: object) => ({
    model,
    messages: [{ role: 'user' as const, content: JSON.stringify(directive) }],
  });
  beforeEach(() => eventually(() => client.chat.completions.create(ask({ tokens: 1 }))));

  /** An answer that has begun and is held by the vendor: what it was asked, and how it ended for the caller. */
  async function held(directive: object): Promise<{ id: string; request: VendorRequest; ended: Promise<unknown> }> {
    served.vendor.script({ ...directive, turn: { afterTokens: 5, then: 'hold' } });
    const seen = served.vendor.requests.length;
    const stream = await client.chat.completions.create({ ...ask({}), stream: true });
    const { promise: id, resolve: begun } = Promise.withResolvers<string>();
    const ended = (async () => {
      for await (const chunk of stream) begun(chunk.id);
    })().then(
      () => 'whole',
      () => 'broken',
    );
    const request = served.vendor.requests[seen] as VendorRequest;
    return { id: await id, request, ended };
  }
  const spooled = (service: string) =>
    eventually(() => {
      if (spooledBytes(served.stack.home, service) === 0) throw new Error(`${service} has spooled nothing`);
      return Promise.resolve();
    });
  const isBack = (service: string, before: number) =>
    served.stack.until(({ pids }) => pids[service] !== undefined && pids[service] !== before, 60_000);
  const emptied = (service: string) =>
    eventually(() => {
      if (spooledBytes(served.stack.home, service) > 0) throw new Error(`${service} still holds usage`);
      return Promise.resolve();
    });

  /** The one row of a completion; fails where there are more, also a moment later. */
  async function onlyRow(id: string) {
    const rows = async () => (await ledgerRows(admin)).filter((row) => row.completion_id === id);
    await eventually(async () => expect(await rows()).toHaveLength(1));
    // Whatever is still to come is on its way before this one, which is the last of all.
    const { id: last } = await client.chat.completions.create(ask({ tokens: 1 }));
    await eventually(async () => expect((await ledgerRows(admin)).map((row) => row.completion_id)).toContain(last));
    const found = await rows();
    expect(found).toHaveLength(1);
    return found[0];
  }

  it('the caller gets the end within the settle time-out, and the record comes once when NATS is back', async () => {
    const stream = await held({ tokens: 50, promptTokens: 77 });
    await nats.interrupt();
    const from = performance.now();
    stream.request.resume();
    expect(await stream.ended).toBe('whole');
    expect(performance.now() - from).toBeLessThan(settleTimeoutMs + 500);
    await nats.resume();
    expect(await onlyRow(stream.id)).toMatchObject({
      outcome: 'completed',
      source: 'provider',
      prompt_tokens: 77,
      completion_tokens: 50,
    });
    await emptied('gateway');
  }, 60_000);

  it('also where the gateway and the worker are killed before NATS is back', async () => {
    const stream = await held({ tokens: 50, promptTokens: 78 });
    await nats.interrupt();
    stream.request.resume();
    expect(await stream.ended).toBe('whole');
    await spooled('gateway');
    const [gateway, worker] = [served.stack.pid('gateway'), served.stack.pid('worker-openai')];
    served.stack.kill('gateway');
    served.stack.kill('worker-openai');
    await nats.resume();
    await Promise.all([isBack('gateway', gateway), isBack('worker-openai', worker)]);
    expect(await eventually(() => onlyRow(stream.id))).toMatchObject({
      outcome: 'completed',
      source: 'provider',
      prompt_tokens: 78,
      completion_tokens: 50,
    });
    await emptied('gateway');
  }, 60_000);

  it('a worker whose gateway died keeps what it settles through its own death', async () => {
    const stream = await held({ tokens: 50 });
    await nats.interrupt();
    const [gateway, worker] = [served.stack.pid('gateway'), served.stack.pid('worker-openai')];
    served.stack.kill('gateway');
    expect(await stream.ended).toBe('broken');
    await spooled('worker-openai');
    served.stack.kill('worker-openai');
    await nats.resume();
    await Promise.all([isBack('gateway', gateway), isBack('worker-openai', worker)]);
    expect(await eventually(() => onlyRow(stream.id))).toMatchObject({ outcome: 'cancelled', source: 'estimated' });
    await emptied('worker-openai');
    expect(await admin.done('POST', '/ledger/verify')).toMatchObject({ agrees: true });
  }, 60_000);
});
