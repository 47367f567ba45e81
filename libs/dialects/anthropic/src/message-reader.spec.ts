import { CompletionEvent, FailureCode, FinishReason } from '@belugapi/contracts';
import { eventOrderProblems, foldEvents } from '@belugapi/testing';
import { MessageReader } from './message-reader.js';

type Json = Readonly<Record<string, unknown>>;

function read(events: readonly unknown[]): CompletionEvent[] {
  const reader = new MessageReader('anthropic');
  const all: CompletionEvent[] = [];
  for (const event of events) if (!reader.ended) all.push(...reader.read(JSON.stringify(event)));
  return [...all, ...reader.finish()];
}

const start = (usage: Json = { input_tokens: 20, output_tokens: 1 }, id = 'msg_1') => ({
  type: 'message_start',
  message: { id, model: 'claude-x', content: [], usage },
});
const block = (index: number, content_block: Json) => ({ type: 'content_block_start', index, content_block });
const delta = (index: number, change: Json) => ({ type: 'content_block_delta', index, delta: change });
const text = (index: number, piece: string) => delta(index, { type: 'text_delta', text: piece });
const json = (index: number, piece: string) => delta(index, { type: 'input_json_delta', partial_json: piece });
const close = (index: number) => ({ type: 'content_block_stop', index });
const change = (stop_reason: string, usage: Json = { output_tokens: 9 }) => ({
  type: 'message_delta',
  delta: { stop_reason },
  usage,
});
const stop = { type: 'message_stop' };
const call = (input: unknown = {}) => ({ type: 'tool_use', id: 'toolu_1', name: 'weather', input });

const folded = (...events: readonly unknown[]) => {
  const all = read(events);
  expect(eventOrderProblems(all)).toEqual([]);
  return foldEvents(all);
};

describe('MessageReader', () => {
  it('reads each event as it comes, and nothing before its time', () => {
    const reader = new MessageReader('anthropic');
    const kinds = (event: unknown) => reader.read(JSON.stringify(event)).map((each) => each.event?.$case);
    expect(kinds({ type: 'ping' })).toEqual([]);
    expect(kinds(start())).toEqual(['started']);
    expect(kinds(block(0, { type: 'thinking', thinking: '', signature: '' }))).toEqual([]);
    expect(kinds(delta(0, { type: 'thinking_delta', thinking: 'Hm' }))).toEqual(['reasoning']);
    expect(kinds(delta(0, { type: 'signature_delta', signature: 's' }))).toEqual([]);
    expect(kinds(close(0))).toEqual(['reasoningState']);
    expect(kinds(block(1, { type: 'text', text: '' }))).toEqual([]);
    expect(kinds(text(1, 'Hi'))).toEqual(['text']);
    expect(kinds(close(1))).toEqual([]);
    expect(kinds(block(2, call()))).toEqual(['toolCallStarted']);
    expect(kinds(json(2, ''))).toEqual([]);
    expect(kinds(json(2, '{}'))).toEqual(['toolCallArguments']);
    expect(kinds(change('tool_use'))).toEqual([]);
    expect(kinds(stop)).toEqual(['choiceFinished', 'usage', 'completed']);
    expect(reader.ended).toBe(true);
    expect(reader.finish()).toEqual([]);
  });

  it.each([
    ['end_turn', FinishReason.STOP],
    ['stop_sequence', FinishReason.STOP],
    ['pause_turn', FinishReason.STOP],
    ['max_tokens', FinishReason.LENGTH],
    ['model_context_window_exceeded', FinishReason.LENGTH],
    ['tool_use', FinishReason.TOOL_CALLS],
    ['refusal', FinishReason.CONTENT_FILTER],
    ['tide_turned', FinishReason.OTHER],
    ['constructor', FinishReason.OTHER],
    ['', FinishReason.OTHER],
  ])('ends for %s', (reason, expected) => {
    expect(folded(start(), text(0, 'x'), change(reason), stop).choices[0]?.finishReason).toBe(expected);
  });

  it('says tool_calls where the vendor says stop after a call', () => {
    const { choices } = folded(start(), block(0, call()), close(0), change('end_turn'), stop);
    expect(choices[0]?.finishReason).toBe(FinishReason.TOOL_CALLS);
  });

  it('gives an empty answer as a text of no characters', () => {
    expect(folded(start(), change('end_turn'), stop).choices[0]?.content).toBe('');
    expect(folded(start(), block(0, call()), change('tool_use'), stop).choices[0]?.content).toBeNull();
  });

  it.each([
    ['in the block', [block(0, call({ city: 'Oslo' })), close(0)], '{"city":"Oslo"}'],
    [
      'in the block and again in pieces',
      [block(0, call({ city: 'Oslo' })), json(0, '{"city":"Bergen"}')],
      '{"city":"Bergen"}',
    ],
    ['nowhere', [block(0, call()), json(0, ''), close(0)], '{}'],
    ['as no object', [block(0, call('Oslo')), close(0)], '{}'],
    ['cut off', [block(0, call()), json(0, '{"city":"Os'), close(0)], '{"city":"Os'],
    ['in a block that is never closed', [block(0, call({ city: 'Oslo' }))], '{"city":"Oslo"}'],
  ])('takes arguments that come %s', (_how, events, expected) => {
    const { choices } = folded(start(), ...events, change('tool_use'), stop);
    expect(choices[0]?.toolCalls).toEqual([{ id: 'toolu_1', name: 'weather', custom: false, arguments: expected }]);
  });

  it('numbers calls without the blocks between them', () => {
    const events = read([
      start(),
      block(3, call()),
      block(5, { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} }),
      json(5, '{"query":"whales"}'),
      close(5),
      block(7, { ...call(), id: 'toolu_2' }),
      json(7, '{"b":2}'),
      json(3, '{"a":1}'),
      change('tool_use'),
      stop,
    ]);
    expect(eventOrderProblems(events)).toEqual([]);
    expect(foldEvents(events).choices[0]?.toolCalls.map(({ id, arguments: given }) => [id, given])).toEqual([
      ['toolu_1', '{"a":1}'],
      ['toolu_2', '{"b":2}'],
    ]);
  });

  it.each(['server_tool_use', 'web_search_tool_result', 'mcp_tool_use', 'compaction', 'fallback', 'of_tomorrow'])(
    'passes over a block of kind %s and all that is added to it',
    (type) => {
      const inner = { type, text: 'no', thinking: 'no', content: 'no', input: { no: 1 } };
      const { choices } = folded(
        start(),
        block(0, inner),
        text(0, 'no'),
        close(0),
        text(1, 'yes'),
        change('end_turn'),
        stop,
      );
      expect(choices).toMatchObject([{ content: 'yes', reasoning: '', toolCalls: [] }]);
    },
  );

  it('reads text and thinking whose blocks were never opened', () => {
    const { started, choices } = folded(
      delta(0, { type: 'thinking_delta', thinking: 'Hm' }),
      text(1, 'Hi'),
      text(1, ' there'),
      change('end_turn'),
      stop,
    );
    expect(started).toMatchObject({ upstreamId: '', upstreamModel: '' });
    expect(choices).toMatchObject([{ content: 'Hi there', reasoning: 'Hm' }]);
  });

  it('passes over a second start of the same message, its counters too', () => {
    const again = start({ input_tokens: 99, output_tokens: 99 });
    const { usage, choices } = folded(start(), again, text(0, 'Hi'), change('end_turn', {}), stop);
    expect(choices[0]?.content).toBe('Hi');
    expect(usage).toMatchObject({ uncachedInput: 20, visibleOutput: 1 });
  });

  it('fails at the start of another message, and reads no further', () => {
    const { choices, failure, usage } = folded(start(), text(0, 'Hi'), start({}, 'msg_2'), text(0, 'Ho'), stop);
    expect(choices[0]?.content).toBe('Hi');
    expect(failure?.code).toBe(FailureCode.UPSTREAM_ERROR);
    expect(usage).toMatchObject({ uncachedInput: 20, visibleOutput: 1 });
  });

  it('lets the last value of each counter win', () => {
    const first = { input_tokens: 43, cache_read_input_tokens: 5, output_tokens: 1, service_tier: 'standard' };
    const last = { input_tokens: 61, cache_read_input_tokens: null, output_tokens: 2 };
    const { usage } = folded(start(first), text(0, 'pong'), change('end_turn', last), stop);
    expect(usage).toMatchObject({ uncachedInput: 61, cacheRead: 5, visibleOutput: 2 });
  });

  it.each([
    [{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, FailureCode.UPSTREAM_OVERLOADED],
    [{ type: 'error', error: { type: 'rate_limit_error' } }, FailureCode.UPSTREAM_RATE_LIMITED],
    [{ type: 'error', error: { type: 'invalid_request_error' } }, FailureCode.INVALID_VALUE],
    [{ type: 'error', error: { type: 'authentication_error' } }, FailureCode.UPSTREAM_AUTH_FAILED],
    [{ type: 'error', error: { type: 'api_error' } }, FailureCode.UPSTREAM_ERROR],
    [{ type: 'error', error: 'Overloaded' }, FailureCode.UPSTREAM_ERROR],
    [{ type: 'error' }, FailureCode.UPSTREAM_ERROR],
    [{ error: { type: 'timeout_error' } }, FailureCode.UPSTREAM_TIMEOUT],
  ])('fails at %j, first or later', (error, code) => {
    const first = folded(error);
    expect(first).toMatchObject({ started: undefined, choices: [], usage: undefined, failure: { code } });
    const later = folded(start(), text(0, 'Hi'), error, text(0, ' there'));
    expect(later).toMatchObject({ choices: [{ content: 'Hi' }], usage: { uncachedInput: 20 }, failure: { code } });
  });

  it('tells no usage of a stream that broke before its last counters, since they are counted here then', () => {
    expect(folded(start(), text(0, 'Hi'))).toMatchObject({
      usage: undefined,
      failure: { code: FailureCode.UPSTREAM_ERROR },
    });
    const told = folded(start(), text(0, 'Hi'), change('end_turn'));
    expect(told).toMatchObject({ usage: { visibleOutput: 9 }, failure: { code: FailureCode.UPSTREAM_ERROR } });
  });

  it('fails at data that is not of this wire', () => {
    for (const data of ['', 'null', '7', '[DONE]', '{"type":']) {
      const reader = new MessageReader('anthropic');
      const events = [...reader.read(JSON.stringify(start())), ...reader.read(data)];
      expect(eventOrderProblems(events)).toEqual([]);
      expect(events.at(-1)?.event?.$case).toBe('failed');
    }
    expect(folded(stop).failure?.code).toBe(FailureCode.UPSTREAM_ERROR);
  });

  it('reads what an adjustment makes of an answer', () => {
    const reader = new MessageReader('edge', (answer) => ({
      ...answer,
      ...('status_code' in answer && { error: { type: 'rate_limit_error', message: 'limit' } }),
    }));
    const [event] = reader.readWhole('{"status_code":1002}');
    expect(event?.event?.value).toMatchObject({
      code: FailureCode.UPSTREAM_RATE_LIMITED,
      upstream: { provider: 'edge' },
    });
  });
});
