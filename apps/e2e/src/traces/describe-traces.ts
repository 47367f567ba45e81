import { readHeldStream } from '../read-held-stream.js';
import { readStream } from '../read-stream.js';
import { eventually } from '../eventually.js';
import { callersSpan, model, outline, prompt, type TraceRig } from './trace-rig.js';

/** Two keys of the vendor's, of which a refused one leaves the other. */
export const vendorKeys = ['vendor-key-one', 'vendor-key-two'];

/** What a collector sees of completions. */
export function describeTraces(rig: () => TraceRig): void {
  const dispatch = 'completions.v1.openai';
  const usage = 'usage.v1.events';
  const door = 'POST /v1/chat/completions';
  const afterAuth = [
    `gateway: request ${dispatch} (client) in ${door}`,
    `worker-openai: process ${dispatch} (server) in request ${dispatch}`,
    `worker-openai: chat ${model} (client) in process ${dispatch}`,
    `gateway: send ${usage} (producer) in ${door}`,
    `billing: process ${usage} (consumer) in send ${usage}`,
    `billing: book usage (client) in process ${usage}`,
  ];

  it('of a streamed completion have every hop', async () => {
    rig().served.vendor.script({
      tokens: ['an-answer-', 'nobody-else-', 'may-read'],
      promptTokens: 12,
      cachedTokens: 4,
    });
    const { traceId, response } = await rig().ask({ stream: true, temperature: 0.5, max_completion_tokens: 99 });
    const answer = readStream(await response.text());
    expect(answer.done).toBe(true);
    const spans = await rig().trace(traceId, 'book usage');
    const verify = 'auth.v1.verify-key';
    expect(outline(spans)).toEqual([
      `gateway: ${door} (server) in ${callersSpan}`,
      `gateway: request ${verify} (client) in ${door}`,
      `auth: process ${verify} (server) in request ${verify}`,
      ...afterAuth,
    ]);
    expect(spans.filter(({ failed }) => failed)).toEqual([]);

    const find = (start: string) => spans.find(({ name }) => name.startsWith(start));
    const request = find('POST');
    expect(request?.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/v1/chat/completions',
      'http.response.status_code': 200,
      'beluga.request_id': response.headers.get('x-request-id'),
      'beluga.completion_id': answer.chunks[0]?.id,
      'gen_ai.request.model': model,
    });
    expect(request?.events.map(({ name }) => name)).toEqual(['admitted', 'first_token']);
    expect(find('chat')?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': model,
      'gen_ai.request.stream': true,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.max_tokens': 99,
      'gen_ai.response.id': expect.any(String),
      'gen_ai.response.model': expect.any(String),
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.cache_read.input_tokens': 4,
      'gen_ai.usage.output_tokens': expect.any(Number),
      'gen_ai.usage.reasoning.output_tokens': 0,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(rig().served.vendor.url).port),
    });
    expect(find('process usage')?.attributes).toMatchObject({ 'messaging.system': 'nats', 'beluga.attempt': 1 });
    // Whoever asks for a trace is not told to the vendor.
    expect(rig().served.vendor.requests.at(-1)?.headers).not.toHaveProperty('traceparent');
  });

  it('of a call that is tried with another key have a step for each try', async () => {
    rig().served.vendor.script({ kind: 'failure', status: 401 }, { tokens: 3 });
    const { traceId, response } = await rig().ask({});
    expect(response.status).toBe(200);
    const spans = await rig().trace(traceId, 'book usage');
    const calls = spans.filter(({ name }) => name.startsWith('chat '));
    expect(calls.map(({ failed, attributes }) => [failed, attributes['http.response.status_code']])).toEqual([
      [true, 401],
      [false, undefined],
    ]);
    // The key is known by now: nobody is asked.
    expect(outline(spans).filter((line) => !line.includes('chat '))).toEqual([
      `gateway: ${door} (server) in ${callersSpan}`,
      ...afterAuth.filter((line) => !line.includes('chat ')),
    ]);
  });

  it('of an attempt that is repeated have both', async () => {
    const broken = { tokens: 1, turn: { afterTokens: 0, then: 'disconnect' } } as const;
    rig().served.vendor.script(broken, broken, { tokens: 3 });
    const { traceId, response } = await rig().ask({});
    expect(response.status).toBe(200);
    const spans = await rig().trace(traceId, 'book usage', 2);
    const attempts = spans.filter(({ name }) => name === `request ${dispatch}`);
    expect(attempts.map(({ failed, attributes }) => [failed, attributes['beluga.attempt']])).toEqual([
      [true, 1],
      [false, 2],
    ]);
  });

  it('of a caller who leaves end as cancelled, everywhere', async () => {
    rig().served.vendor.script({ tokens: 100, turn: { afterTokens: 2, then: 'hold' } });
    const leaving = new AbortController();
    const { traceId, response } = await rig().ask({ stream: true }, leaving.signal);
    await response.body?.getReader().read();
    leaving.abort();
    const spans = await rig().trace(traceId, 'book usage');
    const ended = ['POST ', 'request completions', 'process completions', 'chat '].map((start) => {
      const span = spans.find(({ name }) => name.startsWith(start));
      return [span?.failed, span?.attributes['error.type']];
    });
    expect(ended).toEqual(Array(4).fill([true, 'cancelled']));
  });

  it('of an answer that breaks off say so, although its status line did not', async () => {
    const { vendor } = rig().served;
    vendor.script({ tokens: 5, turn: { afterTokens: 2, then: 'hold' } });
    const { traceId, response } = await rig().ask({ stream: true });
    const text = await readHeldStream(response, vendor, { afterTokens: 2, then: 'error' });
    expect(readStream(text).error).toBeDefined();
    const request = (await rig().trace(traceId, 'book usage')).find(({ name }) => name === door);
    expect(request).toMatchObject({ failed: true, attributes: { 'http.response.status_code': 200 } });
  });

  it('have the models of this machine, too', async () => {
    const { traceId, response } = await rig().ask({ model: 'beluga-nano', max_completion_tokens: 4 });
    expect(response.status).toBe(200);
    const spans = await rig().trace(traceId, 'book usage');
    expect(outline(spans)).toContain('worker-edge: chat beluga-nano (internal) in process completions.v1.edge');
  });

  it('name routes, and nothing else that a caller wrote into a URL', async () => {
    const probe = await rig().send('/livez');
    const model = await rig().send('/v1/models/a-secret-in-a-path?key=a-secret-in-a-query');
    const unknown = await rig().send('/a-secret-in-a-path');
    const [span] = await rig().trace(model.traceId, 'GET /v1/models/:id');
    expect(span?.attributes).not.toHaveProperty('url.path');
    expect(span?.attributes).toMatchObject({ 'http.route': '/v1/models/:id', 'http.response.status_code': 404 });
    expect(span?.failed).toBe(false);
    await rig().trace(unknown.traceId, 'GET');
    expect(rig().receiver.spans.filter(({ traceId }) => traceId === probe.traceId)).toEqual([]);
  });

  it('are named in the log lines of their requests', async () => {
    const { traceId, response } = await rig().ask({ model: 'no-such-model' });
    expect(response.status).toBe(404);
    await rig().trace(traceId, door);
    await eventually(async () => {
      const lines = rig().served.stack.output().split('\n');
      const line = lines.find((text) => text.includes('request failed') && text.includes(traceId));
      expect(line).toContain(String(response.headers.get('x-request-id')));
    });
  });

  it('hold no key, no prompt and no answer', () => {
    const secrets = [rig().key, ...vendorKeys, prompt, 'an-answer', 'nobody-else', 'a-secret'];
    expect(rig().receiver.spans.length).toBeGreaterThan(40);
    expect(secrets.filter((secret) => rig().receiver.received.includes(secret))).toEqual([]);
  });
}
