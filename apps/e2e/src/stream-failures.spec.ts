import { readHeldStream } from './read-held-stream.js';
import { readStream } from './read-stream.js';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from './vendor-stack.js';

const sse = (...events: readonly object[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
const namedSse = (...events: readonly { type: string }[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
const json = (body: object) => JSON.stringify(body);

const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
const messageStart = {
  type: 'message_start',
  message: { id: 'msg_1', role: 'assistant', content: [], usage: { input_tokens: 5, output_tokens: 1 } },
};
const textStart = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
const textDelta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Whales' } };

const response = { id: 'resp_1', object: 'response', status: 'in_progress', model: 'm', output: [], usage: null };
const created = { type: 'response.created', response };
const inProgress = { type: 'response.in_progress', response };
const itemAdded = {
  type: 'response.output_item.added',
  output_index: 0,
  item: { type: 'message', id: 'msg_1', role: 'assistant', content: [] },
};
const outputDelta = { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Whales' };
const failed = (code: string) => [
  { type: 'error', error: { type: code, code, message: 'It went wrong.', param: null } },
  { type: 'response.failed', response: { ...response, status: 'failed', error: { code, message: 'It went wrong.' } } },
];

const gemini = (text: string) => ({ candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0 }] });
const unavailable = { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } };

const chunk = (delta: object, finish_reason: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason }],
});
const role = chunk({ role: 'assistant', content: '' });
const lost = { error: { message: 'The server had an error.', type: 'server_error', param: null, code: null } };
const baseResp = (status_code: number) => ({ choices: null, base_resp: { status_code, status_msg: 'no' } });

type Case = readonly [what: string, model: string, body: string, status: number, code: string];

/** Errors in HTTP 200, before the caller has been sent anything of the answer. */
const early: readonly Case[] = [
  ['the first event of Anthropic’s', 'claude-sonnet-4-6', namedSse(overloaded), 503, 'overloaded'],
  ['Anthropic’s before any block', 'claude-sonnet-4-6', namedSse(messageStart, overloaded), 503, 'overloaded'],
  [
    'of Responses, right after its opening',
    'gpt-5.2-pro',
    namedSse(created, inProgress, ...failed('server_error')),
    502,
    'upstream_error',
  ],
  [
    'of Responses, a rate limit',
    'gpt-5.2-pro',
    namedSse(created, ...failed('rate_limit_exceeded')),
    429,
    'upstream_rate_limited',
  ],
  ['Gemini’s first chunk', 'gemini-3-flash-preview', sse(unavailable), 503, 'overloaded'],
  ['Gemini’s whole answer, in a list', 'gemini-3-flash-preview', json([unavailable]), 503, 'overloaded'],
  ['OpenAI’s first chunk', 'gpt-4.1-mini-2025-04-14', sse(lost), 502, 'upstream_error'],
  ['OpenAI’s, after the role', 'gpt-4.1-mini-2025-04-14', sse(role, lost), 502, 'upstream_error'],
  ['MiniMax’s rate limit', 'minimax-m2.1', json(baseResp(1002)), 429, 'upstream_rate_limited'],
  ['MiniMax’s empty account, in a stream', 'minimax-m2.1', sse(baseResp(1008)), 502, 'upstream_auth_failed'],
  ['MiniMax’s wrong parameter', 'minimax-m2.1', json(baseResp(2013)), 400, 'invalid_value'],
  [
    'DeepSeek’s lack of machines',
    'deepseek-v3.2',
    sse(role, chunk({}, 'insufficient_system_resource')),
    502,
    'upstream_error',
  ],
  ['GLM’s network', 'glm-4.7', sse(chunk({}, 'network_error')), 502, 'upstream_error'],
  ['an empty stream', 'gpt-4.1-mini-2025-04-14', sse(), 502, 'upstream_error'],
  ['an empty stream of Anthropic’s', 'claude-sonnet-4-6', '', 502, 'upstream_error'],
  ['a page of HTML', 'gemini-3-flash-preview', '<html>502</html>', 502, 'upstream_error'],
];

/** Errors after the caller has been sent something. */
const late: readonly Case[] = [
  ['Anthropic', 'claude-sonnet-4-6', namedSse(messageStart, textStart, textDelta, overloaded), 503, 'overloaded'],
  [
    'Responses',
    'gpt-5.2-pro',
    namedSse(created, itemAdded, outputDelta, ...failed('server_error')),
    502,
    'upstream_error',
  ],
  ['Gemini', 'gemini-3-flash-preview', sse(gemini('Whales'), unavailable), 503, 'overloaded'],
  ['OpenAI', 'gpt-4.1-mini-2025-04-14', sse(role, chunk({ content: 'Whales' }), lost), 502, 'upstream_error'],
  [
    'DeepSeek',
    'deepseek-v3.2',
    sse(chunk({ content: 'Whales' }), chunk({}, 'insufficient_system_resource')),
    502,
    'upstream_error',
  ],
  ['MiniMax', 'minimax-m2.1', sse(chunk({ content: 'Whales' }), baseResp(1000)), 502, 'upstream_error'],
  [
    'an end of file of Anthropic’s',
    'claude-sonnet-4-6',
    namedSse(messageStart, textStart, textDelta),
    502,
    'upstream_error',
  ],
  ['an end of file of Gemini’s', 'gemini-3-flash-preview', sse(gemini('Whales')), 502, 'upstream_error'],
  ['an end of file of Responses', 'gpt-5.2-pro', namedSse(created, itemAdded, outputDelta), 502, 'upstream_error'],
  ['an end of file of the edge’s', 'llama3.1-8b', sse(role, chunk({ content: 'Whales' })), 502, 'upstream_error'],
];

describe('failures inside HTTP 200', () => {
  let served: VendorStack;
  let current = '';
  let holdAt: number | undefined;
  beforeAll(async () => {
    served = await startVendorStack({
      answer: () => {
        const whole = /^[[{]/.test(current);
        const headers = { 'content-type': whole ? 'application/json' : 'text/event-stream' };
        return { kind: 'bytes', headers, body: Buffer.from(current), ...(holdAt !== undefined && { holdAt }) };
      },
    });
  }, startingMs);
  afterAll(() => served?.stop(), stoppingMs);

  const post = (model: string, stream: boolean) =>
    fetch(`${served.stack.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${served.stack.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Where do whales sleep?' }], stream }),
    });

  async function ask(model: string, body: string, stream: boolean): Promise<{ status: number; text: string }> {
    [current, holdAt] = [body, undefined];
    const answer = await post(model, stream);
    return { status: answer.status, text: await answer.text() };
  }

  /** Asks for a stream whose vendor goes on after its output only once the caller has seen that. */
  async function askHeld(model: string, body: string): Promise<{ status: number; text: string }> {
    const output = body.indexOf('Whales');
    [current, holdAt] = [body, body.indexOf('\n\n', output) + 2];
    const answer = await post(model, true);
    return { status: answer.status, text: await readHeldStream(answer, served.vendor) };
  }

  const error = (code: string) => ({ error: { code, message: expect.stringMatching(/./) as string } });

  describe.each([true, false])('before any output, stream: %s', (stream) => {
    it.each(early)('%s', async (_, model, body, status, code) => {
      const answer = await ask(model, body, stream);
      expect({ status: answer.status, body: JSON.parse(answer.text) as unknown }).toMatchObject({
        status,
        body: error(code),
      });
    });
  });

  describe('after some output', () => {
    it.each(late)('%s: a frame and [DONE] in a stream', async (_, model, body, __, code) => {
      const answer = await askHeld(model, body);
      expect(answer.status).toBe(200);
      const { content, done, finishReason, error: frame } = readStream(answer.text);
      expect({ content, done, finishReason, frame }).toMatchObject({
        content: 'Whales',
        done: true,
        finishReason: null,
        frame: { code },
      });
    });

    it.each(late)('%s: a status for who asked for the whole', async (_, model, body, status, code) => {
      const answer = await ask(model, body, false);
      expect({ status: answer.status, body: JSON.parse(answer.text) as unknown }).toMatchObject({
        status,
        body: error(code),
      });
    });
  });
});
