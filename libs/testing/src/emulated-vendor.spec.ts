import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { startEmulatedVendor, type EmulatedVendor } from './emulated-vendor.js';

let vendor: EmulatedVendor;
beforeEach(async () => {
  vendor = await startEmulatedVendor();
});
afterEach(() => vendor.close());

const model = 'gpt-4.1-mini-2025-04-14';

function post(fields: object = {}, signal?: AbortSignal): Promise<Response> {
  return fetch(`${vendor.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-emulated', 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }], ...fields }),
    signal,
  });
}

interface Chunk {
  choices: { delta: { content?: string; tool_calls?: { function: { arguments: string } }[] }; finish_reason: string }[];
  usage?: { completion_tokens: number; total_tokens: number } | null;
  error?: { message: string };
}

function parse(text: string): { chunks: Chunk[]; done: boolean } {
  const data = text.split('\n\n').flatMap((frame) => (frame ? [frame.slice('data: '.length)] : []));
  const chunks = data.filter((line) => line !== '[DONE]').map((line) => JSON.parse(line) as Chunk);
  return { chunks, done: data.at(-1) === '[DONE]' };
}

/** A reader that takes nothing from the socket until it is told to. */
async function openStream(fields: object): Promise<IncomingMessage> {
  const outgoing = httpRequest(`${vendor.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-emulated' },
  });
  outgoing.end(JSON.stringify({ model, messages: [], stream: true, ...fields }));
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return response;
}

describe('a completion', () => {
  it('is one JSON with usage', async () => {
    vendor.script({ tokens: ['Deep', ' blue'], promptTokens: 7, cachedTokens: 4, reasoningTokens: 3 });
    const response = await post();
    expect(await response.json()).toMatchObject({
      object: 'chat.completion',
      model,
      choices: [{ message: { role: 'assistant', content: 'Deep blue' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
    });
    expect(vendor.requests).toHaveLength(1);
    expect(vendor.requests[0]).toMatchObject({ tokensServed: 2, outcome: 'finished', body: { model } });
  });

  it('streams role, one chunk per token, finish, usage and [DONE]', async () => {
    vendor.script({ tokens: 1000 });
    const response = await post({ stream: true, stream_options: { include_usage: true } });
    const { chunks, done } = parse(await response.text());
    expect(done).toBe(true);
    expect(chunks).toHaveLength(1 + 1000 + 1 + 1);
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '', refusal: null });
    expect(chunks.slice(1, 1001).every((chunk) => chunk.choices[0]?.delta.content && chunk.usage === null)).toBe(true);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 1000, total_tokens: 1010 } });
    expect(await vendor.requests[0]?.ended).toBe('finished');
    expect(vendor.totals).toMatchObject({ requests: 1, tokens: 1000, finished: 1 });
  });

  it('leaves the usage chunk out when it was not asked for', async () => {
    const { chunks } = parse(await (await post({ stream: true })).text());
    expect(chunks.map((chunk) => chunk.usage)).toEqual(chunks.map(() => undefined));
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
      'Hello from the emulated vendor.',
    );
  });

  it('streams tool calls in fragments', async () => {
    vendor.script({ toolCalls: [{ name: 'weather', arguments: '{"city":"Tromsø"}', pieces: 5 }] });
    const { chunks } = parse(await (await post({ stream: true })).text());
    const fragments = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    expect(fragments).toHaveLength(6);
    expect(fragments[0]).toMatchObject({
      id: expect.stringMatching(/^call_/) as string,
      function: { name: 'weather' },
    });
    expect(fragments.map((fragment) => fragment.function.arguments).join('')).toBe('{"city":"Tromsø"}');
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it('keeps its pace', async () => {
    vendor.script({ tokens: 20, tokensPerSecond: 100 });
    const before = performance.now();
    const { chunks, done } = parse(await (await post({ stream: true })).text());
    // The first token may come up to one interval early: streams start in different phases.
    expect(performance.now() - before).toBeGreaterThanOrEqual(189);
    expect(chunks).toHaveLength(22);
    expect(done).toBe(true);
  });
});

describe('the choice of an answer', () => {
  it('goes by script, handler, model, directive in the prompt, greeting', async () => {
    await vendor.close();
    vendor = await startEmulatedVendor({
      answer: ({ body }) => (body['user'] === 'handler' ? { tokens: ['handler'] } : undefined),
      models: { 'by-model': { tokens: ['model'] } },
    });
    const content = async (fields: object) => {
      const answer = (await (await post(fields)).json()) as { choices: { message: { content: string } }[] };
      return answer.choices[0]?.message.content;
    };
    vendor.script({ tokens: ['script'] });
    const directive = [{ role: 'user', content: [{ type: 'text', text: '{"tokens":["prompt"]}' }] }];
    expect(await content({ user: 'handler', model: 'by-model', messages: directive })).toBe('script');
    expect(await content({ user: 'handler', model: 'by-model', messages: directive })).toBe('handler');
    expect(await content({ model: 'by-model', messages: directive })).toBe('model');
    expect(await content({ messages: directive })).toBe('prompt');
    expect(await content({})).toBe('Hello from the emulated vendor.');
  });

  it('refuses a directive out of bounds', async () => {
    const response = await post({ messages: [{ role: 'user', content: '{"tokens":1e12}' }] });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('tokens: between 0 and');
  });
});

describe('a failure', () => {
  it('is an OpenAI error with retry-after', async () => {
    vendor.script({ kind: 'failure', status: 429, retryAfter: 2, error: { message: 'slow down' } });
    const response = await post();
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toEqual({
      error: { message: 'slow down', type: 'requests', param: null, code: 'rate_limit_exceeded' },
    });
    expect(vendor.requests[0]?.outcome).toBe('failed');
  });

  it('is 401 without a key, 400 for a broken body, 404 for an unknown route', async () => {
    const headers = { authorization: 'Bearer sk' };
    expect((await fetch(`${vendor.baseUrl}/models`)).status).toBe(401);
    expect((await fetch(`${vendor.baseUrl}/responses`, { headers })).status).toBe(404);
    const broken = await fetch(`${vendor.baseUrl}/chat/completions`, { method: 'POST', headers, body: '{' });
    expect(broken.status).toBe(400);
    expect(vendor.requests).toHaveLength(0);
  });

  it('comes as an error frame after some tokens', async () => {
    vendor.script({ tokens: 9, turn: { afterTokens: 3, then: 'error', error: { message: 'engine lost' } } });
    const { chunks, done } = parse(await (await post({ stream: true })).text());
    expect(chunks).toHaveLength(1 + 3 + 1);
    expect(chunks.at(-1)?.error?.message).toBe('engine lost');
    expect(done).toBe(false);
    expect(vendor.requests[0]).toMatchObject({ outcome: 'failed', tokensServed: 3 });
  });

  it('ends the body early without a finish', async () => {
    vendor.script({ tokens: 9, turn: { afterTokens: 3, then: 'end-of-file' } });
    const { chunks, done } = parse(await (await post({ stream: true })).text());
    expect([chunks.length, done]).toEqual([4, false]);
  });

  it('breaks the connection after the tokens it has written', async () => {
    vendor.script({ tokens: 9, turn: { afterTokens: 3, then: 'disconnect' } });
    const response = await openStream({});
    let text = '';
    response.setEncoding('utf8').on('data', (data: string) => (text += data));
    const [error] = (await once(response, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    expect(parse(text).chunks).toHaveLength(4);
  });

  it('breaks the connection before any byte', async () => {
    vendor.script({ kind: 'disconnect' }, { turn: { afterTokens: 0, then: 'disconnect' } });
    await expect(post()).rejects.toThrow('fetch failed');
    await expect(post()).rejects.toThrow('fetch failed');
  });
});

describe('a client that leaves', () => {
  it('is reported with the tokens it got', async () => {
    vendor.script({ tokens: 9, turn: { afterTokens: 3, then: 'hold' } });
    const client = new AbortController();
    const response = await post({ stream: true }, client.signal);
    const request = await vendor.nextRequest();
    expect(request.outcome).toBeUndefined();
    client.abort();
    await expect(response.text()).rejects.toThrow('aborted');
    const cancelled = await vendor.nextCancel();
    expect(cancelled).toBe(request);
    expect(cancelled).toMatchObject({ outcome: 'cancelled', tokensServed: 3 });
    expect(cancelled.endedAt).toBeGreaterThanOrEqual(cancelled.receivedAt);
  });

  it('is reported when it was never answered', async () => {
    vendor.script({ kind: 'silence' });
    const client = new AbortController();
    const answer = post({}, client.signal);
    await vendor.nextRequest();
    client.abort();
    await expect(answer).rejects.toThrow('aborted');
    expect(await (await vendor.nextCancel()).ended).toBe('cancelled');
  });

  it('rejects the wait when nobody leaves', async () => {
    await expect(vendor.nextCancel(5)).rejects.toThrow('no client left its request within 5 ms');
  });
});

describe('a held answer', () => {
  it.each([true, false])('goes on when it is resumed (stream: %s)', async (stream) => {
    vendor.script({ tokens: 5, turn: { afterTokens: 2, then: 'hold' } });
    const answer = post({ stream });
    const request = await vendor.nextRequest();
    request.resume();
    const text = await (await answer).text();
    expect(text).toContain(stream ? '[DONE]' : '"finish_reason":"stop"');
    expect(await request.ended).toBe('finished');
    expect(request.tokensServed).toBe(5);
  });

  it('goes on to where it is sent', async () => {
    vendor.script({ tokens: 5, turn: { afterTokens: 2, then: 'hold' } });
    const answer = post({ stream: true });
    const request = await vendor.nextRequest();
    request.resume({ afterTokens: 3, then: 'end-of-file' });
    expect(await (await answer).text()).not.toContain('[DONE]');
    expect(request).toMatchObject({ outcome: 'failed', tokensServed: 3 });
  });
});

it('stops writing to a reader that takes nothing', async () => {
  vendor.script({ tokens: 200_000 });
  const response = await openStream({});
  const request = await vendor.nextRequest();
  // The vendor writes until the kernel's buffers are full; a look too early still finds less than the whole answer.
  let before = -1;
  while (before !== request.bytesServed) {
    before = request.bytesServed;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(request.tokensServed).toBeLessThan(200_000);
  let bytes = 0;
  response.on('data', (data: Buffer) => (bytes += data.length));
  await once(response, 'end');
  expect(await request.ended).toBe('finished');
  expect(bytes).toBeGreaterThan(200_000 * 200);
});
