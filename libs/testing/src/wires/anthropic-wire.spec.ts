import { eventfulAnswer } from '../__fixtures__/eventful-answer.js';
import { eventsOf, postJson } from '../__fixtures__/vendor-client.js';
import { type EmulatedVendor, startEmulatedVendor } from '../emulated-vendor.js';
import { signatureOf } from './signature.js';

let vendor: EmulatedVendor;
beforeEach(async () => {
  vendor = await startEmulatedVendor();
});
afterEach(() => vendor.close());

describe('Anthropic’s Messages', () => {
  interface Block {
    type: string;
    text?: string;
    thinking?: string;
    signature?: string;
    input?: unknown;
    name?: string;
  }
  interface Event {
    type: string;
    index: number;
    message: { id: string; content: Block[]; usage: object };
    content_block: Block;
    delta: {
      type: string;
      text: string;
      thinking: string;
      partial_json: string;
      signature: string;
      stop_reason: string;
    };
    usage: object;
    error: object;
  }
  const ask = (body: object) =>
    postJson(
      `${vendor.url}/v1/messages`,
      { model: 'claude-sonnet-4-6', max_tokens: 99, messages: [], ...body },
      { 'x-api-key': 'key' },
    );
  const thinking = { type: 'adaptive' };

  it('answers whole', async () => {
    vendor.script(eventfulAnswer);
    const response = await ask({ thinking });
    expect(response.headers.get('request-id')).toBe(vendor.requests[0]?.id);
    expect(await response.json()).toMatchObject({
      type: 'message',
      role: 'assistant',
      content: [
        {
          type: 'thinking',
          thinking: eventfulAnswer.reasoning,
          signature: signatureOf(eventfulAnswer.reasoning ?? ''),
        },
        { type: 'text', text: 'Deep blue – 🐋' },
        { type: 'tool_use', name: 'weather', input: { city: 'Tromsø' } },
        { type: 'tool_use', name: 'clock', input: {} },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: 12, cache_read_input_tokens: 8, output_tokens_details: { thinking_tokens: 4 } },
    });
    expect(vendor.requests[0]).toMatchObject({ wire: 'messages', provider: 'anthropic', model: 'claude-sonnet-4-6' });
  });

  it('streams blocks one after the other that add up to the same', async () => {
    vendor.script(eventfulAnswer, eventfulAnswer);
    const whole = (await (await ask({ thinking })).json()) as { content: Block[]; stop_reason: string; usage: object };
    const events = await eventsOf<Event>(await ask({ thinking, stream: true }));
    const blocks: (Block & { json: string })[] = [];
    const steps: string[] = [];
    for (const { type, index, content_block, delta } of events) {
      if (type.startsWith('content_block')) steps.push(`${index} ${type.slice('content_block_'.length)}`);
      if (type === 'content_block_start') blocks.push({ ...content_block, json: '' });
      const block = blocks[index];
      if (type !== 'content_block_delta' || !block) continue;
      if (delta.type === 'text_delta') block.text += delta.text;
      if (delta.type === 'thinking_delta') block.thinking += delta.thinking;
      if (delta.type === 'signature_delta') block.signature = delta.signature;
      if (delta.type === 'input_json_delta') block.json += delta.partial_json;
    }
    const once = steps.filter((step, position) => step !== steps[position - 1]);
    expect(once).toEqual(blocks.flatMap((_, index) => [`${index} start`, `${index} delta`, `${index} stop`]));
    const content = blocks.map(({ json, ...block }) =>
      json === '' ? block : { ...block, input: JSON.parse(json) as unknown },
    );
    const withoutIds = (list: object[]) => list.map((block) => ({ ...block, id: '' }));
    expect(withoutIds(content)).toEqual(withoutIds(whole.content));
    expect(events.at(-2)).toMatchObject({ type: 'message_delta', delta: { stop_reason: whole.stop_reason } });
    expect({ ...events[0]?.message.usage, ...events.at(-2)?.usage }).toEqual(whole.usage);
    expect(events.at(-1)?.type).toBe('message_stop');
  });

  it.each([
    ['without thinking', {}, 'claude-sonnet-4-6', undefined],
    ['of Opus 4.7, which leaves it out', { thinking }, 'claude-opus-4-7', ''],
    ['of Opus 4.7 asked to sum it up', { thinking: { ...thinking, display: 'summarized' } }, 'claude-opus-4-7', 'Hm.'],
  ])('shows the thinking %s', async (_, body, model, shown) => {
    vendor.script({ tokens: 1, reasoning: 'Hm.' });
    const { content } = (await (await ask({ ...body, model })).json()) as { content: Block[] };
    expect(content.find(({ type }) => type === 'thinking')?.thinking).toBe(shown);
  });

  it('fails in its own words, before and after the first event', async () => {
    vendor.script({ kind: 'failure', status: 529 }, { tokens: 9, turn: { afterTokens: 2, then: 'error' } });
    const refused = await ask({});
    expect(refused.status).toBe(529);
    expect(await refused.json()).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
    const events = await eventsOf<Event>(await ask({ stream: true }));
    expect(events.filter(({ type }) => type === 'content_block_delta')).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { type: 'api_error' } });
    expect((await postJson(`${vendor.url}/v1/messages`, {}, {})).status).toBe(401);
  });

  it('refuses with a reason', async () => {
    vendor.script({ refusal: 'It is unsafe.' });
    expect(await (await ask({})).json()).toMatchObject({
      content: [],
      stop_reason: 'refusal',
      stop_details: { explanation: 'It is unsafe.' },
    });
  });
});
