import { createHash } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { type OtlpReceiver, startOtlpReceiver } from '@belugapi/testing';
import { describeTraces, vendorKeys } from './traces/describe-traces.js';
import { TraceRig } from './traces/trace-rig.js';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from './vendor-stack.js';

const model = 'gpt-4.1-mini-2025-04-14';

describe('a stream on the wire', () => {
  let served: VendorStack;
  let receiver: OtlpReceiver;
  let rig: TraceRig;
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    const env = {
      KEEP_ALIVE_SECONDS: '0.2',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '20',
      OPENAI_API_KEY: vendorKeys.join(','),
      LOG_LEVEL: 'debug',
    };
    served = await startVendorStack({}, { workers: ['openai'], gateways: 2, env });
    rig = await TraceRig.open(served, receiver);
  }, startingMs);
  afterAll(async () => {
    await served?.stop();
    await receiver.close();
  }, stoppingMs);

  function open(url: string, directive: object): Promise<IncomingMessage> {
    const body = JSON.stringify({
      model,
      stream: true,
      messages: [{ role: 'user', content: JSON.stringify(directive) }],
    });
    return new Promise((resolve, reject) => {
      const call = httpRequest(`${url}/v1/chat/completions`, {
        method: 'POST',
        agent: false,
        headers: { authorization: `Bearer ${served.stack.apiKey}`, 'content-type': 'application/json' },
      });
      call.once('response', resolve);
      call.once('error', reject);
      call.end(body);
    });
  }

  async function textOf(response: IncomingMessage): Promise<string> {
    response.setEncoding('utf8');
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return text;
  }

  it('has the headers that no proxy buffers', async () => {
    const response = await open(served.stack.url, { tokens: 1 });
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': expect.stringMatching(/^req_/) as string,
      'x-beluga-model': model,
    });
    expect(await textOf(response)).toMatch(/data: \[DONE\]\n\n$/);
  });

  it('says that it lives before the first token comes', async () => {
    const text = await textOf(await open(served.stack.url, { tokens: 2, delayMs: 700 }));
    expect(text).toMatch(/^(: keep-alive\n\n)+data: /);
    expect(text).toMatch(/"finish_reason":"stop".*\n\ndata: \[DONE\]\n\n$/);
  });

  it('ends in an error frame and [DONE] where it fails after a keep-alive', async () => {
    served.vendor.script({ tokens: 1, delayMs: 500, turn: { afterTokens: 0, then: 'disconnect' } });
    const text = await textOf(await open(served.stack.url, {}));
    expect(text).toMatch(
      /^(: keep-alive\n\n)+data: \{"error":\{.*"code":"upstream_error".*\}\}\n\ndata: \[DONE\]\n\n$/,
    );
  });

  it('gives a slow reader every token, once and in order', async () => {
    const tokens = 30_000;
    const digest = createHash('sha256');
    const slow = await open(served.stack.url, { tokens });
    slow.setEncoding('utf8');
    let count = 0;
    let rest = '';
    for await (const chunk of slow) {
      const lines = (rest + String(chunk)).split('\n\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.startsWith('data: {')) continue;
        const { choices } = JSON.parse(line.slice(6)) as { choices: [{ delta: { content?: string } }] };
        const { content } = choices[0].delta;
        if (!content) continue;
        count += 1;
        digest.update(content);
      }
      // Longer than the vendor takes for as much, so that every buffer on the way fills.
      for (let turn = 0; turn < 50; turn += 1) await setImmediate();
    }
    const quick = await textOf(await open(served.stack.url, { tokens }));
    const expected = createHash('sha256');
    for (const [, content = ''] of quick.matchAll(/"delta":\{"content":("(?:[^"\\]|\\.)*")\}/g))
      expected.update(JSON.parse(content) as string);
    expect(count).toBe(tokens);
    expect(digest.digest('hex')).toBe(expected.digest('hex'));
  });

  it('is served by both gateways of one port, and by each on its own', async () => {
    expect(served.stack.ready.gateways).toHaveLength(2);
    for (const url of [...served.stack.ready.gateways, served.stack.url]) {
      expect(await textOf(await open(url, { tokens: 3 }))).toMatch(/"content":.*data: \[DONE\]\n\n$/s);
    }
  });

  describe('its traces', () => {
    describeTraces(() => rig);
  });
});
