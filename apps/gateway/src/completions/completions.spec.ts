import { FailureCode, FinishReason, Outcome, type UsageEvent, UsageSource } from '@belugapi/contracts';
import { startTestNats, type TestNats } from '@belugapi/testing';
import OpenAI, { InternalServerError, NotFoundError, RateLimitError } from 'openai';
import { completed, failed, finished, reasoningState, started, text, usage } from '../__fixtures__/events.js';
import { apiKey, GatewayRig } from '../__fixtures__/gateway-rig.js';
import type { WorkerAttempt } from '../__fixtures__/stand-in-worker.js';

const model = 'talker';
const messages = [{ role: 'user' as const, content: 'Hi' }];

let nats: TestNats;
let rig: GatewayRig;
let client: OpenAI;
beforeAll(async () => {
  nats = await startTestNats();
  rig = await GatewayRig.start(nats.url, process.env);
  client = new OpenAI({ apiKey, baseURL: `${rig.url}/v1`, maxRetries: 0 });
}, 180_000);
afterAll(async () => {
  await rig?.stop();
  await nats?.stop();
});

const post = (change: object) =>
  rig.post('/v1/chat/completions', {
    body: JSON.stringify({ model, messages, ...change }),
    headers: { 'content-type': 'application/json' },
  });
/** The settlements of an attempt's completion, when there are as many: a caller has its failure before they are on the bus. */
async function settlements({ dispatch }: WorkerAttempt, count = 1): Promise<UsageEvent[]> {
  for (;;) {
    const found = rig.usage.filter(
      ({ completionId, event }) => completionId === dispatch.completionId && event?.$case === 'settled',
    );
    if (found.length >= count) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe.each([true, false])('a failure inside the vendor’s 200 (stream: %s)', (stream) => {
  test('is a status while nothing was shown: neither a start nor a reasoning state counts', async () => {
    const asked = client.chat.completions.create({ model, messages, stream });
    const attempt = await rig.attempt();
    attempt.say(started, reasoningState('thinking_block'));
    attempt.say({
      $case: 'failed',
      value: { code: FailureCode.UPSTREAM_RATE_LIMITED, message: 'Slow.', retryAfterMs: 2_500 },
    });
    const error = await asked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ status: 429, code: 'upstream_rate_limited' });
    expect((error as RateLimitError).headers?.get('retry-after')).toBe('3');
    const [settled] = await settlements(attempt);
    expect(settled?.event?.value).toMatchObject({ outcome: Outcome.FAILED });
  });

  test('is another attempt where another may fare better, and leaves nothing behind in its answer', async () => {
    const asked = post({ stream });
    const first = await rig.attempt();
    first.say(started, reasoningState('of-the-first'), failed(FailureCode.UPSTREAM_ERROR));
    const second = await rig.attempt();
    second.say(started, reasoningState('of-the-second'), text('Ho'), finished(), usage(), completed);
    const response = await asked;
    expect([response.status, second.dispatch.attempt]).toEqual([200, 2]);
    const body = await response.text();
    expect(body).toContain('"kind":"of-the-second"');
    expect(body).not.toContain('of-the-first');
  });

  test('is a status in the end when no attempt fares better', async () => {
    const asked = client.chat.completions.create({ model, messages, stream });
    for (const number of [1, 2, 3]) {
      const { dispatch, say } = await rig.attempt();
      expect(dispatch.attempt).toBe(number);
      say(started, failed(FailureCode.UPSTREAM_ERROR, 'The provider broke.'));
    }
    await expect(asked).rejects.toThrow(InternalServerError);
    await expect(asked).rejects.toMatchObject({ status: 502, code: 'upstream_error' });
  });
});

test('an attempt whose reply was lost is called off and booked: its worker may have called the vendor', async () => {
  rig.worker.repliesToLose = 1;
  const asked = post({});
  const lost = await rig.attempt();
  await lost.cancelled;
  const second = await rig.attempt();
  second.say(started, text('Ho'), finished(), usage(), completed);
  expect((await asked).status).toBe(200);
  const events = await settlements(lost, 2);
  expect(events.map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(events[0]?.event?.value).toMatchObject({ outcome: Outcome.FAILED, deliveredOutput: 0 });
  const [first] = events.map(({ event }) => (event?.$case === 'settled' ? event.value.usage : undefined));
  expect(first?.source).toBe(UsageSource.ESTIMATED);
  expect(first?.uncachedInput).toBeGreaterThan(0);
});

test('a failure after a text is an error frame and the end, without a finish', async () => {
  const asked = post({ stream: true });
  const { say } = await rig.attempt();
  say(started, reasoningState('s'), text('Ha'));
  const response = await asked;
  say(failed(FailureCode.UPSTREAM_ERROR, 'The provider broke.'));
  const lines = (await response.text()).split('\n\n').slice(0, -1);
  expect(lines).toHaveLength(4);
  expect(JSON.parse(lines[2]?.slice('data: '.length) ?? '')).toMatchObject({
    error: { message: 'The provider broke.', type: 'api_error', code: 'upstream_error' },
  });
  expect(lines[3]).toBe('data: [DONE]');
  expect(lines.join('')).not.toMatch(/"finish_reason":"|reasoning_details/);
});

test('reasoning states go through the SDK’s helper and come back with the message', async () => {
  const tools = [{ type: 'function' as const, function: { name: 'f', parameters: {} } }];
  const stream = client.chat.completions.stream({ model, messages, tools });
  const answered = stream.finalMessage();
  const { say } = await rig.attempt();
  say(started, { $case: 'reasoning', value: { choice: 0, text: 'Hm.' } }, reasoningState('thinking_block'));
  say(
    { $case: 'toolCallStarted', value: { choice: 0, index: 0, id: 'call_1', name: 'f', custom: false } },
    { $case: 'toolCallArguments', value: { choice: 0, index: 0, delta: '{}' } },
    reasoningState('thought_signature', 'call_1'),
    finished(FinishReason.TOOL_CALLS),
    usage(),
    completed,
  );
  const answer = await answered;

  const history = [...messages, answer, { role: 'tool' as const, tool_call_id: 'call_1', content: '7' }];
  const asked = client.chat.completions.create({ model, messages: history, tools });
  const second = await rig.attempt();
  second.say(started, reasoningState('thinking_block'), text('Seven.'), finished(), usage(), completed);
  expect(second.request.messages[1]).toMatchObject({
    reasoningContent: 'Hm.',
    reasoningState: [
      { provider: 'openai', kind: 'thinking_block', toolCallId: undefined, data: Buffer.from('thinking_block') },
      { provider: 'openai', kind: 'thought_signature', toolCallId: 'call_1', data: Buffer.from('thought_signature') },
    ],
  });
  expect((await asked).choices[0]?.message).toMatchObject({
    content: 'Seven.',
    reasoning_details: [{ type: 'reasoning.state', provider: 'openai', kind: 'thinking_block' }],
  });
});

describe('a model that is retired', () => {
  test('is served by its substitute, and the headers and the ledger say so', async () => {
    const asked = post({ model: 'old-talker' });
    const attempt = await rig.attempt();
    attempt.say(started, text('Ho'), finished(), usage(), completed);
    const response = await asked;
    expect(attempt.dispatch.route).toMatchObject({ servedModel: 'talker', upstreamModel: 'talker-1' });
    expect(attempt.request.model).toBe('old-talker');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-beluga-model': 'talker',
      'x-beluga-substituted': 'true',
    });
    expect(await response.json()).toMatchObject({ model: 'old-talker' });
    const subject = { model: 'old-talker', servedModel: 'talker' };
    const [settled] = await settlements(attempt);
    expect(settled?.event?.value).toMatchObject({ subject });
  });

  test('is not found without one, and says since when and what to use', async () => {
    const asked = client.chat.completions.create({ model: 'gone-talker', messages });
    await expect(asked).rejects.toThrow(NotFoundError);
    await expect(asked).rejects.toMatchObject({
      code: 'model_not_found',
      param: 'model',
      message: '404 The model `gone-talker` was retired on 2026-01-02. Use `talker` instead.',
    });
  });

  test('stands in the list with its last day', async () => {
    const list = await client.models.list({ query: { all: true } });
    const shown = (id: string) => list.data.find((row) => row.id === id);
    const lastDay = Date.UTC(2026, 0, 2) / 1_000;
    expect(shown('old-talker')).toMatchObject({
      shutdown_date: lastDay,
      beluga: { state: 'retired', available: true, substitute: 'talker' },
    });
    expect(shown('gone-talker')).toMatchObject({ shutdown_date: lastDay, beluga: { available: false } });
    expect(shown('talker')).not.toHaveProperty('shutdown_date');
    expect((await client.models.list()).data.map(({ id }) => id)).not.toContain('gone-talker');
  });
});

test('no body is read of somebody without a key, however the path is spelt', async () => {
  for (const spelling of ['/v1/chat/completions', '/v1/%63hat/completions', '/v1/audio/%74ranscriptions']) {
    const response = await fetch(`${rig.url}${spelling}`, {
      method: 'POST',
      body: '{"never":',
      headers: { 'content-type': 'application/json' },
    });
    expect([spelling, response.status]).toEqual([spelling, 401]);
  }
});

test('a request that grows when it is written anew still reaches its worker', async () => {
  const parameters = `{"enum":[${'1e20,'.repeat(90_000)}0]}`;
  const body = `{"model":"${model}","messages":${JSON.stringify(messages)},"tools":[{"type":"function","function":{"name":"f","parameters":${parameters}}}]}`;
  const asked = rig.post('/v1/chat/completions', { body, headers: { 'content-type': 'application/json' } });
  const attempt = await Promise.race([rig.attempt(), asked]);
  expect(attempt).toMatchObject({ large: true });
  (attempt as WorkerAttempt).say(started, text('Ho'), finished(), usage(), completed);
  expect((await asked).status).toBe(200);
});

test('a recording in a chat reaches a model that transcribes', async () => {
  const asked = client.chat.completions.create({
    model: 'hearer',
    messages: [
      { role: 'user', content: 'Can you hear?' },
      { role: 'system', content: 'Write down what you hear.' },
      { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }] },
    ],
  });
  const { request, dispatch, say } = await rig.attempt();
  say(started, text('Whales.'), finished(), usage({ audioInput: 20 }), completed);
  const { data, response } = await asked.withResponse();
  expect(dispatch.route?.wire).toBe('transcription');
  expect(request.messages).toMatchObject([
    { content: [{ part: { $case: 'text', value: { text: 'Write down what you hear.' } } }] },
    { content: [{ part: { $case: 'audio', value: { data: 'UklGRg==', format: 'wav' } } }] },
  ]);
  expect(request.transcription).toBeUndefined();
  expect(data).toMatchObject({
    choices: [{ message: { content: 'Whales.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 30, prompt_tokens_details: { audio_tokens: 20 }, completion_tokens: 5 },
  });
  expect(response.headers.get('x-beluga-dropped-params')).toBe('messages');
});
