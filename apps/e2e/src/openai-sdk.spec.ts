import type { EmulatedVendor, RunningStack } from '@belugapi/testing';
import OpenAI, {
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from 'openai';
import { describeMetrics } from './metrics/describe-metrics.js';
import { startingMs, startVendorStack, stoppingMs } from './vendor-stack.js';

const vendorModel = 'gpt-4.1-mini-2025-04-14';

describe('the official openai SDK, unmodified', () => {
  let vendor: EmulatedVendor;
  let stack: RunningStack;
  let client: OpenAI;

  let stop = (): Promise<void> => Promise.resolve();

  beforeAll(async () => {
    ({ vendor, stack, client, stop } = await startVendorStack({}, { workers: ['openai'] }));
  }, startingMs);
  afterAll(() => stop(), stoppingMs);

  const hello = { role: 'user' as const, content: 'Hello! What can you do?' };

  it('creates a completion on the embedded model', async () => {
    const { data, request_id } = await client.chat.completions
      .create({ model: 'beluga-nano', messages: [hello], temperature: 0 })
      .withResponse();
    expect(data).toMatchObject({ object: 'chat.completion', model: 'beluga-nano' });
    expect(data.id).toMatch(/^chatcmpl-/);
    expect(data.choices[0]?.finish_reason).toBe('stop');
    expect(data.choices[0]?.message.content).toMatch(/tiny|small/i);
    expect(data.usage?.total_tokens).toBe((data.usage?.prompt_tokens ?? 0) + (data.usage?.completion_tokens ?? 0));
    expect(data.usage?.completion_tokens).toBeGreaterThan(5);
    expect(request_id).toMatch(/^req_/);
  });

  it('streams the same text as it answers whole', async () => {
    const request = { model: 'beluga-nano', messages: [hello], temperature: 0 };
    const whole = await client.chat.completions.create(request);
    const stream = await client.chat.completions.create({ ...request, stream: true });
    const chunks: OpenAI.Chat.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
      whole.choices[0]?.message.content,
    );
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    expect(chunks.at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
    expect(new Set(chunks.map(({ id, created, model }) => `${id} ${created} ${model}`)).size).toBe(1);
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
  });

  it('ends with usage where include_usage asks for it', async () => {
    const stream = await client.chat.completions.create({
      model: vendorModel,
      messages: [{ role: 'user', content: '{"tokens":7,"promptTokens":11,"cachedTokens":4}' }],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.Chat.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const last = chunks.pop();
    expect(last?.choices).toEqual([]);
    expect(last?.usage).toMatchObject({
      prompt_tokens: 11,
      completion_tokens: 7,
      total_tokens: 18,
      prompt_tokens_details: { cached_tokens: 4 },
    });
    expect(chunks.every((chunk) => chunk.usage === null)).toBe(true);
  });

  it('runs a tool loop with two parallel calls', async () => {
    vendor.script(
      {
        toolCalls: [
          { name: 'get_weather', arguments: '{"city":"Paris"}' },
          { name: 'get_weather', arguments: '{"city":"Oslo"}' },
        ],
      },
      { tokens: ['Both', ' are', ' fine.'] },
    );
    const tools: OpenAI.Chat.ChatCompletionTool[] = [
      {
        type: 'function',
        function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
      },
    ];
    const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [
      { role: 'user', content: 'Weather in Paris and Oslo?' },
    ];
    const first = await client.chat.completions.stream({ model: vendorModel, messages, tools }).finalChatCompletion();
    const message = first.choices[0]?.message;
    expect(first.choices[0]?.finish_reason).toBe('tool_calls');
    expect(message?.tool_calls?.map((call) => call.type === 'function' && call.function.arguments)).toEqual([
      '{"city":"Paris"}',
      '{"city":"Oslo"}',
    ]);
    if (!message?.tool_calls) throw new Error('no tool calls');
    messages.push(
      message,
      ...message.tool_calls.map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: '{"sky":"clear"}' })),
    );
    const second = await client.chat.completions.create({ model: vendorModel, messages, tools });
    expect(second.choices[0]?.message.content).toBe('Both are fine.');
    const sent = vendor.requests.at(-1)?.body['messages'];
    expect(sent).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{}, {}] },
      { role: 'tool' },
      { role: 'tool' },
    ]);
  });

  it('lists the models that can be served, and finds one', async () => {
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toEqual(expect.arrayContaining(['beluga-nano', vendorModel]));
    expect(ids).not.toContain('claude-opus-4-7');
    expect(await client.models.retrieve('beluga-nano')).toMatchObject({
      id: 'beluga-nano',
      object: 'model',
      owned_by: 'edge',
    });
    await expect(client.models.retrieve('no-such-model')).rejects.toBeInstanceOf(NotFoundError);
  });

  it('raises the SDK’s own error classes', async () => {
    const ask = (body: object, apiKey = stack.apiKey) =>
      new OpenAI({ apiKey, baseURL: `${stack.url}/v1`, maxRetries: 0 }).chat.completions.create({
        model: vendorModel,
        messages: [hello],
        ...body,
      });
    const wrongKey = ask({}, 'bapi_unknown_0123456789abcdef');
    await expect(wrongKey).rejects.toBeInstanceOf(AuthenticationError);
    await expect(wrongKey).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
      type: 'invalid_request_error',
    });
    const unknownModel = ask({ model: 'gpt-none' });
    await expect(unknownModel).rejects.toBeInstanceOf(NotFoundError);
    await expect(unknownModel).rejects.toMatchObject({ code: 'model_not_found', param: 'model' });
    const badField = ask({ messages: [hello, { role: 'user', content: [{ type: 'text', text: 5 }] }] });
    await expect(badField).rejects.toBeInstanceOf(BadRequestError);
    await expect(badField).rejects.toMatchObject({ code: 'invalid_value', param: 'messages[1].content[0].text' });
    vendor.script({ kind: 'failure', status: 429, retryAfter: 7 });
    await expect(ask({})).rejects.toBeInstanceOf(RateLimitError);
    vendor.script({ kind: 'failure', status: 401 });
    const vendorAuth = ask({});
    await expect(vendorAuth).rejects.toBeInstanceOf(InternalServerError);
    await expect(vendorAuth).rejects.toMatchObject({ status: 502, code: 'upstream_auth_failed' });
  });

  it('raises an error for a stream that fails after it began', async () => {
    vendor.script({ tokens: 20, turn: { afterTokens: 5, then: 'hold' } });
    const stream = await client.chat.completions.create({ model: vendorModel, messages: [hello], stream: true });
    let received = 0;
    const read = (async () => {
      for await (const chunk of stream) {
        received += chunk.choices[0]?.delta.content ? 1 : 0;
        if (received === 5) vendor.requests.at(-1)?.resume({ afterTokens: 5, then: 'disconnect' });
      }
    })();
    await expect(read).rejects.toMatchObject({ code: 'upstream_error' });
    expect(received).toBe(5);
  });

  it('aborts the vendor’s call when the caller aborts, streamed or not', async () => {
    vendor.script({ tokens: 1_000, tokensPerSecond: 50 }, { kind: 'silence' });
    const stream = await client.chat.completions.create({ model: vendorModel, messages: [hello], stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    const left = performance.now();
    await vendor.nextCancel();
    expect(performance.now() - left).toBeLessThan(200);

    const seen = vendor.requests.length;
    const abort = new AbortController();
    const whole = client.chat.completions.create({ model: vendorModel, messages: [hello] }, { signal: abort.signal });
    while (vendor.requests.length === seen) await vendor.nextRequest();
    const aborted = performance.now();
    abort.abort();
    await expect(whole).rejects.toBeInstanceOf(APIUserAbortError);
    await vendor.nextCancel();
    expect(performance.now() - aborted).toBeLessThan(200);
  });

  it('stops the engine’s own generation when the caller aborts', async () => {
    const story = { role: 'user' as const, content: 'Tell me a story about a whale.' };
    const inFlight = async () => {
      const metrics = await (await fetch(`${stack.ready.metrics['worker-edge']}/metrics`)).text();
      return Number(/^beluga_in_flight_streams (\d+)$/m.exec(metrics)?.[1]);
    };
    // As many as the engine has slots, so that the next answer waits for a slot to be given up.
    const tell = () =>
      Promise.all(
        Array.from({ length: 8 }, (_, seed) =>
          client.chat.completions.create({ model: 'beluga-nano', messages: [story], seed, stream: true }),
        ),
      );
    const begun = performance.now();
    for (const stream of await tell()) for await (const chunk of stream) expect(chunk.object).toMatch(/chunk$/);
    const wholeMs = performance.now() - begun;

    for (const stream of await tell()) for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    const left = performance.now();
    const next = await client.chat.completions.create({ model: 'beluga-nano', messages: [story], max_tokens: 1 });
    expect(next.choices[0]?.finish_reason).toBe('length');
    const sinceLeft = () => performance.now() - left;
    while ((await inFlight()) > 0) expect(sinceLeft()).toBeLessThan(wholeMs / 2);
    expect(sinceLeft()).toBeLessThan(wholeMs / 2);
  });

  it('books what it answered, with its cost', async () => {
    const { id, usage } = await client.chat.completions.create({
      model: vendorModel,
      messages: [{ role: 'user', content: '{"tokens":1000,"promptTokens":2000}' }],
    });
    // gpt-4.1-mini: 0.40 and 1.60 dollars per million tokens.
    expect(usage).toMatchObject({ prompt_tokens: 2_000, completion_tokens: 1_000, cost: 0.0024 });
    expect(await client.get(`/generations/${id}`)).toMatchObject({
      id,
      object: 'generation',
      model: vendorModel,
      provider: 'openai',
      outcome: 'completed',
      source: 'provider',
      usage: { prompt_tokens: 2_000, completion_tokens: 1_000 },
      cost: 0.0024,
    });
    await expect(client.get('/generations/chatcmpl-none')).rejects.toBeInstanceOf(NotFoundError);
  });

  it('carries a request that is too large for the bus', async () => {
    const content = 'sea '.repeat(500_000);
    const answer = await client.chat.completions.create({ model: vendorModel, messages: [{ role: 'user', content }] });
    expect(answer.choices[0]?.finish_reason).toBe('stop');
    expect(vendor.requests.at(-1)?.body['messages']).toEqual([{ role: 'user', content }]);
  });

  describeMetrics(() => ({ stack, vendor, model: vendorModel }));
});
