import { CompletionEvent } from '@belugapi/contracts';
import { eventOrderProblems } from '@belugapi/testing';
import { MessageReader } from './message-reader.js';

type Json = Readonly<Record<string, unknown>>;

function read(events: readonly unknown[]): CompletionEvent[] {
  const reader = new MessageReader('anthropic');
  const all: CompletionEvent[] = [];
  for (const event of events) if (!reader.ended) all.push(...reader.read(JSON.stringify(event)));
  return [...all, ...reader.finish()];
}

const block = (index: number, content_block: Json) => ({ type: 'content_block_start', index, content_block });
const delta = (index: number, change: Json) => ({ type: 'content_block_delta', index, delta: change });
const close = (index: number) => ({ type: 'content_block_stop', index });
const citation = { type: 'web_search_result_location', url: 'u', title: 't' };
const message = {
  id: 'msg_1',
  model: 'claude-x',
  content: [],
  usage: { input_tokens: 1, cache_creation: { ephemeral_1h_input_tokens: 1 }, service_tier: 'standard' },
};

describe('whatever the vendor sends', () => {
  const stream: readonly Json[] = [
    { type: 'message_start', message },
    block(0, { type: 'thinking', thinking: 'a', signature: 'b' }),
    close(0),
    block(1, { type: 'redacted_thinking', data: 'c' }),
    close(1),
    block(2, { type: 'text', text: '', citations: [citation] }),
    delta(2, { type: 'text_delta', text: 'd' }),
    delta(2, { type: 'citations_delta', citation }),
    close(2),
    block(3, { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Oslo' } }),
    delta(3, { type: 'input_json_delta', partial_json: '{}' }),
    close(3),
    {
      type: 'message_delta',
      delta: { stop_reason: 'tool_use' },
      usage: {
        output_tokens: 1,
        output_tokens_details: { thinking_tokens: 1 },
        server_tool_use: { web_search_requests: 1 },
      },
    },
    { type: 'message_stop' },
  ];
  const whole = {
    ...message,
    content: stream.map((event) => event['content_block']).filter(Boolean),
    stop_reason: 'tool_use',
  };
  const oddities: readonly unknown[] = [
    null,
    7,
    -1,
    1.5,
    1e300,
    true,
    'constructor',
    [],
    [[]],
    [null],
    {},
    { type: {} },
  ];

  /** Copies of a value, each with another part of it replaced by something odd. */
  function* spoiled(value: unknown): Generator<unknown> {
    yield* oddities;
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      for (const odd of spoiled(inner)) {
        yield Array.isArray(value) ? value.with(Number(key), odd) : { ...value, [key]: odd };
      }
    }
  }

  function check(events: readonly CompletionEvent[]): void {
    expect(eventOrderProblems(events)).toEqual([]);
    for (const event of events) expect(CompletionEvent.decode(CompletionEvent.encode(event).finish())).toBeDefined();
  }

  it('makes events in order, that can be sent, of a stream', () => {
    expect(eventOrderProblems(read(stream))).toEqual([]);
    for (const odd of spoiled(stream)) check(read(Array.isArray(odd) ? odd : [odd]));
  });

  it('makes events in order, that can be sent, of a whole answer', () => {
    const readWhole = (value: unknown) => new MessageReader('anthropic').readWhole(JSON.stringify(value));
    expect(readWhole(whole).at(-1)?.event?.$case).toBe('completed');
    for (const odd of spoiled(whole)) check(readWhole(odd));
  });
});
