import { connectBus, ensureUsageStream, subjects } from '@belugapi/bus';
import { FailureCode } from '@belugapi/contracts';
import { startTestNats, type TestNats } from '@belugapi/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { completed, failed, finished, started, text, usage } from '../__fixtures__/events.js';
import { GatewayRig } from '../__fixtures__/gateway-rig.js';

const model = 'talker';
const secret = 'where whales sleep';

let nats: TestNats;
let rig: GatewayRig;
beforeAll(async () => {
  nats = await startTestNats();
  rig = await GatewayRig.start(nats.url, process.env);
}, 180_000);
afterAll(async () => {
  await rig?.stop();
  await nats?.stop();
});

const ask = (change: object, signal?: AbortSignal) =>
  rig.post('/v1/chat/completions?asked=queries-stay-out', {
    body: JSON.stringify({ model, messages: [{ role: 'user', content: secret }], ...change }),
    headers: { 'content-type': 'application/json' },
    ...(signal && { signal }),
  });

/** The figures by series, and the lines about requests, that come of what `act` does: so many requests. */
async function observed(requests: number, act: () => Promise<void>) {
  const before = await figures();
  const from = rig.lines.length;
  await act();
  let after = await figures();
  for (const deadline = Date.now() + 4_000; requestsIn(after) < requestsIn(before) + requests;) {
    if (Date.now() > deadline) throw new Error(`${requestsIn(after) - requestsIn(before)} of ${requests} were counted`);
    await new Promise((resolve) => setImmediate(resolve));
    after = await figures();
  }
  const changed = [...after].flatMap(([series, value]): [string, number][] => {
    const change = value - (before.get(series) ?? 0);
    return change !== 0 && /_(total|count)\b/.test(series) ? [[series, change]] : [];
  });
  return { lines: rig.lines.slice(from).filter(({ msg }) => msg === 'request'), changed: Object.fromEntries(changed) };
}

const requestsIn = (all: ReadonlyMap<string, number>) =>
  [...all].reduce((sum, [series, value]) => sum + (series.startsWith('beluga_http_requests_total') ? value : 0), 0);

async function figures(): Promise<Map<string, number>> {
  const samples = (await rig.registry.metrics()).matchAll(/^(beluga_\S+) (\S+)$/gm);
  return new Map([...samples].map(([, series = '', value]) => [series, Number(value)]));
}

const chat = 'route="/v1/chat/completions"';
const answered = (status: string) => ({
  [`beluga_http_requests_total{${chat},status="${status}"}`]: 1,
  [`beluga_request_duration_seconds_count{${chat},status="${status}"}`]: 1,
});
// A dollar per million tokens of input, ten of output.
const usageOf = (input: number, output: number) => ({
  'beluga_cost_usd_total{provider="openai",model="talker"}': expect.closeTo((input + 10 * output) / 1e6, 12) as number,
  'beluga_tokens_total{provider="openai",model="talker",class="uncached_input"}': input,
  'beluga_tokens_total{provider="openai",model="talker",class="visible_output"}': output,
});
const identity = { keyPublicId: 'rig', organizationId: 'organization', method: 'POST', route: '/v1/chat/completions' };

test('a complete stream: tokens, cost, what the vendor took and what we did', async () => {
  const { lines, changed } = await observed(1, async () => {
    const response = ask({ stream: true });
    const { say } = await rig.attempt();
    say(started, text('In'));
    say(text('the sea'), finished(), usage(), { $case: 'completed', value: { upstreamUs: 1_000 } });
    expect(await (await response).text()).toContain('[DONE]');
  });
  expect(changed).toEqual({
    ...answered('2xx'),
    ...usageOf(10, 5),
    'beluga_overhead_seconds_count{provider="openai"}': 1,
    'beluga_time_to_first_token_seconds_count{provider="openai"}': 1,
    'beluga_inter_token_seconds_count{provider="openai"}': 1,
    'beluga_stream_terminations_total{reason="completed"}': 1,
  });
  const figure = expect.any(Number) as number;
  expect(lines).toMatchObject([
    {
      level: 30,
      ...identity,
      status: 200,
      requestId: expect.stringMatching(/^req_/) as string,
      completionId: expect.stringMatching(/^chatcmpl-/) as string,
      model,
      servedModel: model,
      provider: 'openai',
      stream: true,
      outcome: 'completed',
      attempts: 1,
      durationMs: figure,
      firstTokenMs: figure,
      overheadMs: figure,
      tokens: { uncached_input: 10, visible_output: 5 },
    },
  ]);
  const { durationMs, overheadMs } = lines[0] as { durationMs: number; overheadMs: number };
  expect(overheadMs).toBeLessThan(durationMs - 0.9);
});

test('an answer that needed two attempts: both are counted, and no overhead is told of it', async () => {
  const { lines, changed } = await observed(1, async () => {
    const response = ask({});
    (await rig.attempt()).say(started, failed(FailureCode.UPSTREAM_ERROR));
    (await rig.attempt()).say(started, text('Ho'), finished(), usage(), completed);
    expect((await response).status).toBe(200);
  });
  const estimated = changed['beluga_tokens_total{provider="openai",model="talker",class="uncached_input"}'] ?? 0;
  expect(estimated).toBeGreaterThan(10);
  expect(changed).toEqual({ ...answered('2xx'), ...usageOf(estimated, 5) });
  expect(lines).toMatchObject([{ status: 200, stream: false, outcome: 'completed', attempts: 2 }]);
  expect(lines[0]).not.toHaveProperty('overheadMs');
  expect(lines[0]).not.toHaveProperty('failure');
});

test('a stream that fails after it began, and one that fails before', async () => {
  const late = await observed(1, async () => {
    const response = ask({ stream: true });
    const { say } = await rig.attempt();
    say(started, text('Wh'));
    const reader = (await response).body?.getReader();
    await reader?.read();
    say(usage(), failed(FailureCode.UPSTREAM_TIMEOUT));
    while (!(await reader?.read())?.done);
  });
  expect(late.changed).toMatchObject({
    ...answered('2xx'),
    'beluga_stream_terminations_total{reason="upstream_timeout"}': 1,
    'beluga_time_to_first_token_seconds_count{provider="openai"}': 1,
  });
  expect(late.lines).toMatchObject([{ status: 200, outcome: 'failed', failure: 'upstream_timeout' }]);
  const early = await observed(1, async () => {
    const response = ask({ stream: true });
    (await rig.attempt()).say(started, usage(), failed(FailureCode.UPSTREAM_RATE_LIMITED));
    expect((await response).status).toBe(429);
  });
  // A vendor's limit is none of ours.
  expect(early.changed).toEqual({ ...answered('4xx'), ...usageOf(10, 5) });
  expect(early.lines).toMatchObject([{ status: 429, outcome: 'failed', failure: 'upstream_rate_limited' }]);
});

test('an answer that nobody saw has no first token, however much of it there was', async () => {
  const connection = await connectBus({ url: nats.url, name: 'request-observer-spec' });
  const { streams } = await jetstreamManager(connection);
  await streams.delete('USAGE');
  // What is published now is durable when we say so.
  const store: (() => void)[] = [];
  const stored = JSON.stringify({ stream: 'USAGE', seq: 1 });
  const held = connection.subscribe(subjects.usageEvents, {
    callback: (_error, message) => void store.push(() => message.respond(stored)),
  });
  await connection.flush();
  const { changed, lines } = await observed(1, async () => {
    const response = ask({ stream: true });
    (await rig.attempt()).say(started, text('Wh'), usage(), failed(FailureCode.UPSTREAM_RATE_LIMITED));
    expect((await response).status).toBe(429);
  });
  held.unsubscribe();
  await ensureUsageStream(connection);
  for (const respond of store) respond();
  await connection.close();
  expect(changed).toEqual({ ...answered('4xx'), ...usageOf(10, 5) });
  expect(lines).toMatchObject([{ outcome: 'failed' }]);
  expect(lines[0]).not.toHaveProperty('firstTokenMs');
});

test.each([true, false])(
  'a caller who leaves is one who left, and the vendor was told (stream: %s)',
  async (stream) => {
    const { lines, changed } = await observed(1, async () => {
      const abort = new AbortController();
      const response = ask({ stream }, abort.signal);
      const attempt = await rig.attempt();
      attempt.say(started, text('Wh'));
      if (stream) await (await response).body?.getReader().read();
      abort.abort();
      await response.catch(() => undefined);
      await attempt.cancelled;
    });
    const { firstTokenMs: _, ...line } = lines[0] ?? {};
    expect(line).toMatchObject({ aborted: true, outcome: 'cancelled', status: stream ? 200 : 499 });
    expect(line).not.toHaveProperty('failure');
    expect(changed).toMatchObject({
      ...answered(stream ? '2xx' : '4xx'),
      'beluga_client_disconnects_total{upstream_cancelled="true"}': 1,
      ...(stream && { 'beluga_stream_terminations_total{reason="client_gone"}': 1 }),
    });
    expect(Object.keys(changed).some((series) => series.includes('terminations'))).toBe(stream);
  },
);

test('what is refused: neither unknown paths nor unknown models become labels, and no line quotes them', async () => {
  const { lines, changed } = await observed(6, async () => {
    await ask({ model: 'nobodys-model' });
    await ask({ temperature: 'hot' });
    await rig.post('/v1/nobodys-path/x', {});
    await rig.post('/v1/models/nobodys-id', {});
    // No route is looked up for these two.
    await rig.post('/v1/nobodys-%zz', {});
    await rig.post(`/admin/v1/keys/nobodys-${'x'.repeat(600)}/rotate`, {});
  });
  expect(changed).toEqual({
    [`beluga_http_requests_total{${chat},status="4xx"}`]: 2,
    [`beluga_request_duration_seconds_count{${chat},status="4xx"}`]: 2,
    'beluga_http_requests_total{route="unknown",status="4xx"}': 4,
    'beluga_request_duration_seconds_count{route="unknown",status="4xx"}': 4,
  });
  expect(lines.map(({ status, failure, route }) => [status, failure, route])).toEqual([
    [404, 'model_not_found', '/v1/chat/completions'],
    [400, 'invalid_value', '/v1/chat/completions'],
    [404, 'unknown_url', 'unknown'],
    [405, 'method_not_allowed', 'unknown'],
    [400, 'invalid_value', 'unknown'],
    [404, 'unknown_url', 'unknown'],
  ]);
  expect(JSON.stringify(lines)).not.toContain('nobodys');
});

test('probes are counted, and neither timed nor logged', async () => {
  const { changed, lines } = await observed(1, async () => {
    expect((await fetch(`${rig.url}/livez`)).status).toBe(200);
  });
  expect(changed).toEqual({ 'beluga_http_requests_total{route="/livez",status="2xx"}': 1 });
  expect(lines).toEqual([]);
});

test('no line of this spec holds a prompt, an answer, a key or a query', () => {
  const log = JSON.stringify(rig.lines);
  expect(rig.lines.length).toBeGreaterThan(8);
  for (const word of [secret, 'the sea', 'bapi_', 'queries-stay-out']) expect(log).not.toContain(word);
});

test('no line is written where an operator wants none, and requests are counted all the same', async () => {
  await rig.stop();
  process.env['GATEWAY_REQUEST_LOG'] = 'false';
  rig = await GatewayRig.start(nats.url, process.env);
  delete process.env['GATEWAY_REQUEST_LOG'];
  const { changed, lines } = await observed(1, async () => {
    expect((await ask({ temperature: 'hot' })).status).toBe(400);
  });
  expect(changed).toEqual(answered('4xx'));
  expect(lines).toEqual([]);
});
