import OpenAI, { RateLimitError } from 'openai';
import { eventually } from '../eventually.js';
import { scrape, total } from '../metrics/scrape.js';
import { askCompletion, model } from './ask-completion.js';
import type { KeyRig } from './key-rig.js';

const all = ['limit', 'remaining', 'reset'].flatMap((what) => [
  `x-ratelimit-${what}-requests`,
  `x-ratelimit-${what}-tokens`,
]);
const limits = { requests_per_minute: 100, tokens_per_minute: 100_000, concurrent_requests: 50 };

/** What callers with limits see of them. */
export function describeLimitedCaller(rig: () => KeyRig): void {
  const ask = (key: string, directive: object, fields: object = {}) =>
    askCompletion({ url: rig().url, key, directive, fields });

  it.each([
    ['a completion', 200, {}, {}],
    ['a body that is refused', 400, {}, { temperature: 'hot' }],
    ['a model that does not exist', 404, {}, { model: 'gpt-none' }],
    ['a vendor that fails', 502, { kind: 'failure', status: 401 }, {}],
  ])('every first answer has all x-ratelimit headers: %s', async (_what, status, directive, fields) => {
    const { key } = await rig().admin.createKey({ limits });
    const answer = await ask(key, directive, fields);
    expect(answer.status).toBe(status);
    const headers = Object.fromEntries(all.map((name) => [name, answer.headers.get(name)]));
    expect(headers).toMatchObject({ 'x-ratelimit-limit-requests': '100', 'x-ratelimit-limit-tokens': '100000' });
    const left = status < 405 && status !== 200 ? 100 : 99;
    expect(headers['x-ratelimit-remaining-requests']).toBe(String(left));
    const reset = left === 100 ? /^0ms$/ : /^(1m\d+s|\d{1,2}s|60s)$/;
    expect(headers['x-ratelimit-reset-requests']).toMatch(reset);
  });

  it.each([
    ['POST', '/v1/chat/completions', '{"model":', 400],
    ['GET', '/v1/models', undefined, 200],
    ['GET', '/v1/models/none', undefined, 404],
    ['GET', '/v1/key', undefined, 200],
  ])('so has %s %s with %s', async (method, path, body, status) => {
    const { key } = await rig().admin.createKey({ limits });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(`${rig().url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    expect(answer.status).toBe(status);
    expect(all.filter((name) => answer.headers.get(name) === null)).toEqual([]);
  });

  it('they tell what other gateways have spent, too', async () => {
    const [one = '', other = ''] = rig().served.stack.ready.gateways;
    const { key } = await rig().admin.createKey({ limits });
    const left = async () => {
      const answer = await fetch(`${one}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
      return answer.headers.get('x-ratelimit-remaining-requests');
    };
    expect(await left()).toBe('100');
    for (let request = 0; request < 3; request += 1) await askCompletion({ url: other, key, directive: { tokens: 1 } });
    await eventually(async () => expect(await left()).toBe('97'));
  });

  it('a stream tells them before its first byte', async () => {
    const { key } = await rig().admin.createKey({ limits });
    const client = new OpenAI({ apiKey: key, baseURL: `${rig().url}/v1`, maxRetries: 0 });
    const messages = [{ role: 'user' as const, content: '{"tokens":3}' }];
    const { response, data } = await client.chat.completions.create({ model, messages, stream: true }).withResponse();
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('99');
    for await (const chunk of data) expect(chunk.object).toBe('chat.completion.chunk');
  });

  it('a 429 says when to come again, within the minute that SDKs wait', async () => {
    const { key } = await rig().admin.createKey({ limits: { requests_per_minute: 1 } });
    const name = 'beluga_ratelimit_rejections_total';
    const rejections = async () => total(await scrape(rig().served.stack), name, { limit: 'requests' });
    const before = await rejections();
    expect((await ask(key, {})).status).toBe(200);
    const { status, headers, body } = await ask(key, {});
    expect([status, body.error]).toMatchObject([
      429,
      {
        type: 'requests',
        code: 'rate_limit_exceeded',
        message: 'Rate limit reached for this API key: 1 requests per minute.',
      },
    ]);
    const [seconds, milliseconds] = [Number(headers.get('retry-after')), Number(headers.get('retry-after-ms'))];
    expect(seconds).toBe(Math.ceil(milliseconds / 1_000));
    expect(milliseconds).toBeGreaterThan(50_000);
    expect(milliseconds).toBeLessThanOrEqual(60_000);
    expect(headers.get('x-should-retry')).toBe('true');
    expect(headers.get('x-ratelimit-remaining-requests')).toBe('0');
    await eventually(async () => expect(await rejections()).toBe(before + 1));
  });

  it('a request that never fits is not to be tried again', async () => {
    const { key } = await rig().admin.createKey({ limits: { tokens_per_minute: 100 } });
    const { status, headers, body } = await ask(key, {}, { max_completion_tokens: 100 });
    expect([status, body.error?.type, headers.get('x-should-retry')]).toEqual([429, 'tokens', 'false']);
    expect(headers.get('retry-after')).toBeNull();
    let calls = 0;
    const counted: typeof fetch = (...call) => {
      calls += 1;
      return fetch(...call);
    };
    const client = new OpenAI({ apiKey: key, baseURL: `${rig().url}/v1`, maxRetries: 5, fetch: counted });
    const messages = [{ role: 'user' as const, content: 'Hi' }];
    await expect(client.chat.completions.create({ model, messages })).rejects.toBeInstanceOf(RateLimitError);
    expect(calls).toBe(1);
  });

  it('the official SDK waits as long as it is told, and succeeds', async () => {
    const { key } = await rig().admin.createKey({ limits: { concurrent_requests: 1 } });
    const client = new OpenAI({ apiKey: key, baseURL: `${rig().url}/v1`, maxRetries: 3 });
    const messages = (directive: object) => [{ role: 'user' as const, content: JSON.stringify(directive) }];
    const seen = rig().served.vendor.totals.requests;
    const first = client.chat.completions.create({ model, messages: messages({ tokens: 1, delayMs: 700 }) });
    await eventually(async () => {
      if (rig().served.vendor.totals.requests === seen) throw new Error('not begun');
    });
    const startedAt = performance.now();
    const second = await client.chat.completions.create({ model, messages: messages({ tokens: 1 }) });
    expect(second.object).toBe('chat.completion');
    expect(performance.now() - startedAt).toBeGreaterThan(900);
    await first;
  });

  it('a change of limits or models counts within a second', async () => {
    const { id, key } = await rig().admin.createKey({ limits });
    expect((await ask(key, {})).status).toBe(200);
    await rig().admin.change(id, { models: ['beluga-nano'] });
    await eventually(async () => expect((await ask(key, {})).status).toBe(403), 1_000);
    await rig().admin.change(id, { models: [model] });
    await eventually(async () => expect((await ask(key, {})).status).toBe(200), 1_000);
    await rig().admin.change(id, { limits: { requests_per_minute: 1 } });
    await eventually(async () => expect((await ask(key, {})).status).toBe(429), 1_000);
    await rig().admin.change(id, { limits: { requests_per_minute: null } });
    await eventually(async () => expect((await ask(key, {})).status).toBe(200), 1_000);
    await rig().admin.change(id, { expires_at: 1 });
    await eventually(async () => expect((await ask(key, {})).status).toBe(401), 1_000);
    await rig().admin.change(id, { expires_at: null });
    await eventually(async () => expect((await ask(key, {})).status).toBe(200), 1_000);
  });
}
