import { eventsOf, postJson } from '../__fixtures__/vendor-client.js';
import { type EmulatedVendor, startEmulatedVendor } from '../emulated-vendor.js';
import { textIn } from './json-values.js';
import type { VendorCompletion } from '../emulated-vendor-answer.js';

let vendor: EmulatedVendor;
beforeEach(async () => {
  vendor = await startEmulatedVendor();
});
afterEach(() => vendor.close());

describe('Chat Completions of other vendors', () => {
  interface Chunk {
    object: string;
    choices: {
      delta?: Record<string, unknown>;
      message?: Record<string, unknown>;
      finish_reason?: string;
      usage?: object;
    }[];
    usage?: object | null;
  }
  const ask = (provider: string, body: object = {}) =>
    postJson(
      `${vendor.url}/${provider}/v1/chat/completions`,
      { model: 'm', messages: [], ...body },
      { authorization: 'Bearer key' },
    );
  const stream = async (provider: string, body: object = {}) =>
    eventsOf<Chunk>(await ask(provider, { stream: true, ...body }));
  const said: VendorCompletion = { tokens: ['Four', '.'], reasoning: 'Two and two.' };
  const joined = (chunks: Chunk[], field: string) =>
    chunks.map(({ choices }) => textIn(choices[0]?.delta?.[field])).join('');

  it.each([
    ['deepseek', 'reasoning_content', { thinking: { type: 'enabled' } }],
    ['zhipu', 'reasoning_content', {}],
    ['moonshot', 'reasoning_content', {}],
    ['minimax', 'reasoning_content', { reasoning_split: true }],
    ['edge', 'reasoning', { reasoning_format: 'parsed' }],
  ])('%s shows reasoning as %s', async (provider, field, body) => {
    vendor.script(said, said);
    const chunks = await stream(provider, body);
    expect(joined(chunks, field)).toBe(said.reasoning);
    expect(joined(chunks, 'content')).toBe('Four.');
    expect(await (await ask(provider, body)).json()).toMatchObject({
      choices: [{ message: { content: 'Four.', [field]: said.reasoning } }],
    });
    expect(vendor.requests[0]?.provider).toBe(provider);
  });

  it.each(['deepseek', 'zhipu', 'moonshot'])('%s thinks no more when told so', async (provider) => {
    vendor.script(said);
    expect(joined(await stream(provider, { thinking: { type: 'disabled' } }), 'reasoning_content')).toBe('');
  });

  it('puts usage where each vendor has it', async () => {
    const usage = expect.objectContaining({ completion_tokens: 2 }) as object;
    for (const provider of ['deepseek', 'zhipu', 'edge']) {
      vendor.script({ tokens: 2 });
      expect((await stream(provider)).at(-1)).toMatchObject({ usage, choices: [{ finish_reason: 'stop' }] });
    }
    vendor.script({ tokens: 2 }, { tokens: 2 }, { tokens: 2 });
    expect((await stream('moonshot')).at(-1)?.choices[0]).toMatchObject({ usage, finish_reason: 'stop' });
    expect((await stream('moonshot', { stream_options: { include_usage: true } })).at(-1)).toMatchObject({
      choices: [],
      usage,
    });
    expect((await stream('minimax')).at(-1)).toMatchObject({ object: 'chat.completion', usage });
  });

  it('MiniMax thinks in tags unless told to split', async () => {
    vendor.script(said);
    expect(joined(await stream('minimax'), 'content')).toBe('<think>\nTwo and two.\n</think>\n\nFour.');
  });

  it('Zhipu repeats the role, and streams tool calls in pieces when asked', async () => {
    const toolCalls = [{ name: 'weather', arguments: '{"city":"Oslo"}', pieces: 3 }];
    vendor.script({ toolCalls }, { toolCalls });
    const whole = await stream('zhipu');
    expect(whole.slice(0, -1).every(({ choices }) => choices[0]?.delta?.['role'] === 'assistant')).toBe(true);
    expect(whole).toHaveLength(3);
    expect(await stream('zhipu', { tool_stream: true })).toHaveLength(6);
  });

  it('Moonshot numbers its calls through the conversation', async () => {
    const toolCalls = [{ name: 'weather', arguments: '{}' }];
    vendor.script({ toolCalls }, { toolCalls });
    const idIn = async (messages: object[]) => {
      const { choices } = (await (await ask('moonshot', { messages })).json()) as Chunk;
      return choices[0]?.message?.['tool_calls'];
    };
    expect(await idIn([])).toMatchObject([{ id: 'functions.weather:0' }]);
    expect(await idIn([{ role: 'assistant', tool_calls: [{}] }])).toMatchObject([{ id: 'functions.weather:1' }]);
  });

  it.each([
    ['zhipu', { error: { code: '1302', message: 'slow' } }],
    ['moonshot', { error: { message: 'slow', type: 'requests' } }],
    ['edge', { message: 'slow', type: 'requests', param: null, code: 'rate_limit_exceeded' }],
    ['minimax', { type: 'error', error: { message: 'slow', type: 'requests', http_code: '429' } }],
    ['deepseek', { error: { message: 'slow', type: 'requests', param: null, code: 'rate_limit_exceeded' } }],
  ])('%s fails in its own words', async (provider, body) => {
    vendor.script({ kind: 'failure', status: 429, error: { message: 'slow' } });
    expect(await (await ask(provider)).json()).toEqual(body);
  });
});
