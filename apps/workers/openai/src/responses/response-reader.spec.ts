import { CompletionEvent, FailureCode } from '@belugapi/contracts';
import { eventOrderProblems, foldEvents, streamedEvents } from '@belugapi/testing';
import { functionTool } from '../__fixtures__/function-tool.js';
import { taskOn } from '../__fixtures__/task-on.js';
import { openAiAdapter } from '../openai.adapter.js';

type Fields = Readonly<Record<string, unknown>>;

const created = { type: 'response.created', response: { id: 'resp_1', model: 'gpt-5.2', service_tier: 'auto' } };
const completed = { type: 'response.completed', response: { id: 'resp_1', status: 'completed', output: [] } };
const done = (index: number, item: Fields) => ({ type: 'response.output_item.done', output_index: index, item });
const delta = (type: string, text: unknown, more: Fields = {}) => ({
  type: `response.${type}.delta`,
  delta: text,
  ...more,
});
const message = (text: string) => ({ type: 'message', content: [{ type: 'output_text', text }] });
const functionCall = (id: string, name: string, json = '{}') => ({
  type: 'function_call',
  call_id: id,
  name,
  arguments: json,
});
const reasoning = (encrypted: string, ...summary: string[]) => ({
  type: 'reasoning',
  id: `rs_${encrypted}`,
  encrypted_content: encrypted,
  summary: summary.map((text) => ({ type: 'summary_text', text })),
});

/** The events of a stream of these messages; they are in order, and fit to be sent on. */
async function streamed(messages: readonly unknown[], functions: readonly string[] = []): Promise<CompletionEvent[]> {
  const bytes = Buffer.from(messages.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
  const task = taskOn('responses', { stream: true, tools: functions.map((name) => functionTool(name)) });
  const events = await streamedEvents(openAiAdapter, [bytes], task);
  expect(eventOrderProblems(events)).toEqual([]);
  for (const event of events) expect(CompletionEvent.encode(event).finish()).toBeInstanceOf(Uint8Array);
  return events;
}
const folded = async (messages: readonly unknown[], functions?: readonly string[]) =>
  foldEvents(await streamed(messages, functions));
const statesOf = (events: readonly CompletionEvent[]) =>
  events.flatMap(({ event }) => (event?.$case === 'reasoningState' ? [event.value] : []));

describe('a stream of the Responses API', () => {
  it('names the service tier only where it is known', async () => {
    expect((await folded([created, completed])).started).toMatchObject({
      upstreamId: 'resp_1',
      serviceTier: undefined,
    });
    const flex = { ...created, response: { ...created.response, service_tier: 'flex' } };
    expect((await folded([flex, completed])).started?.serviceTier).toBe('flex');
  });

  it('begins with its first output where a proxy leaves the beginning out', async () => {
    const [first] = await streamed([delta('output_text', 'Deep'), completed]);
    expect(first?.event?.$case).toBe('started');
  });

  it('is read from its end where there were no items on the way', async () => {
    const output = [message('Deep.'), functionCall('call_1', 'weather')];
    const end = { ...completed, response: { ...completed.response, output } };
    const [choice] = (await folded([created, end])).choices;
    expect(choice).toMatchObject({ content: 'Deep.', toolCalls: [{ id: 'call_1' }] });
    const [told] = (await folded([created, delta('output_text', 'Deep.'), end])).choices;
    expect(told).toMatchObject({ content: 'Deep.', toolCalls: [] });
  });

  it('tells an item once that ends twice', async () => {
    const call = done(0, functionCall('call_1', 'weather', '{"city":"Oslo"}'));
    const [choice] = (await folded([created, call, call, completed])).choices;
    expect(choice?.toolCalls).toEqual([{ id: 'call_1', name: 'weather', custom: false, arguments: '{"city":"Oslo"}' }]);
  });

  it('sets the parts of its reasoning apart by a blank line, also those of different items', async () => {
    const part = (output: number, index: number, text: string) =>
      delta('reasoning_summary_text', text, { output_index: output, summary_index: index });
    const [choice] = (
      await folded([
        created,
        part(0, 0, 'One'),
        part(0, 0, ' and'),
        part(0, 1, 'two.'),
        part(1, 0, 'Three.'),
        completed,
      ])
    ).choices;
    expect(choice?.reasoning).toBe('One and\n\ntwo.\n\nThree.');
  });

  it('keeps each reasoning item before what it led to', async () => {
    const items = [
      reasoning('a'),
      message('Let me look.'),
      reasoning('b'),
      functionCall('call_1', 'weather'),
      reasoning('c'),
      functionCall('call_2', 'weather'),
    ];
    const states = statesOf(await streamed([created, ...items.map((item, index) => done(index, item)), completed]));
    expect(states.map(({ toolCallId, data }) => [toolCallId, JSON.parse(data.toString())])).toEqual([
      [undefined, reasoning('a')],
      ['call_1', reasoning('b')],
      ['call_2', reasoning('c')],
    ]);
  });

  it.each([
    ['a declared function', 'parallel', ['parallel', 'weather'], 'functions.weather'],
    ['a wrapper of functions that nobody declared', 'parallel', ['weather'], 'functions.rm'],
    ['a name that only looks alike', 'parallels', ['weather'], 'functions.weather'],
  ])('leaves %s as it is', async (_, name, declared, recipient) => {
    const json = JSON.stringify({ tool_uses: [{ recipient_name: recipient, parameters: { city: 'Oslo' } }] });
    const call = done(0, functionCall('call_1', name, json));
    const [choice] = (await folded([created, call, completed], declared)).choices;
    expect(choice?.toolCalls).toEqual([{ id: 'call_1', name, custom: false, arguments: json }]);
  });

  it.each([
    'not json',
    '[]',
    'null',
    '{"tool_uses":[]}',
    '{"tool_uses":[null]}',
    '{"tool_uses":[{"recipient_name":7}]}',
  ])('leaves a wrapper around %s as it is', async (json) => {
    const call = done(0, functionCall('call_1', 'multi_tool_use.parallel', json));
    const [choice] = (await folded([created, call, completed], ['weather'])).choices;
    expect(choice?.toolCalls.map(({ name, arguments: text }) => [name, text])).toEqual([
      ['multi_tool_use.parallel', json],
    ]);
  });

  it('unwraps a wrapper whose end never came', async () => {
    const json = '{"tool_uses":[{"recipient_name":"weather","parameters":{"city":"Oslo"}}]}';
    const added = { type: 'response.output_item.added', output_index: 0, item: functionCall('call_1', 'parallel', '') };
    const pieces = delta('function_call_arguments', json, { output_index: 0 });
    const [choice] = (await folded([created, added, pieces, completed], ['weather'])).choices;
    expect(choice?.toolCalls).toEqual([
      { id: 'call_1_0', name: 'weather', custom: false, arguments: '{"city":"Oslo"}' },
    ]);
  });

  it.each([
    ['an error of an event', { type: 'error', code: 'server_is_overloaded', message: 'Later.' }, 'UPSTREAM_OVERLOADED'],
    ['an error in an event', { type: 'error', error: { code: 'insufficient_quota' } }, 'UPSTREAM_AUTH_FAILED'],
    [
      'an error without a type',
      { error: { type: 'invalid_request_error', code: 'unsupported_value' } },
      'UNSUPPORTED_PARAMETER',
    ],
    ['an error that is a text', { error: 'Something broke.' }, 'UPSTREAM_ERROR'],
    ['a picture it could not use', { type: 'error', code: 'image_parse_error' }, 'INVALID_VALUE'],
    ['a cancelled response', { type: 'response.cancelled', response: {} }, 'UPSTREAM_ERROR'],
    ['a failed one without a reason', { type: 'response.failed' }, 'UPSTREAM_ERROR'],
    [
      'a whole one that has not ended',
      { type: 'response.completed', response: { status: 'in_progress' } },
      'UPSTREAM_ERROR',
    ],
  ])('fails by %s', async (_, event, code) => {
    const { failure, choices } = await folded([created, delta('output_text', 'Wha'), event, completed]);
    expect(failure && FailureCode[failure.code]).toBe(code);
    expect(choices[0]?.content).toBe('Wha');
  });

  it('bills a failure for what it used', async () => {
    const usage = { input_tokens: 7, output_tokens: 3, total_tokens: 10 };
    const failedResponse = { type: 'response.failed', response: { error: { code: 'server_error' }, usage } };
    expect((await folded([created, failedResponse])).usage).toMatchObject({ uncachedInput: 7, visibleOutput: 3 });
  });

  it.each([{}, 'text', { input_tokens: '7' }, { output_tokens: -0.5 }])(
    'tells no usage where it is %j',
    async (usage) => {
      const end = { ...completed, response: { ...completed.response, usage } };
      expect((await folded([created, end])).usage).toBeUndefined();
    },
  );

  it.each([7, -1, 0.5, 2 ** 60, '9', null, true, [], {}, [null], [7], [{}], 'text'])(
    'is read to an end whatever its fields are (%j)',
    async (odd) => {
      const fields = ['id', 'call_id', 'name', 'arguments', 'input', 'content', 'summary', 'encrypted_content'];
      const itemOf = (type: string) => ({ ...Object.fromEntries(fields.map((field) => [field, odd])), type });
      const citation = { type: 'url_citation', url: odd, title: odd, start_index: odd, end_index: odd };
      const logprobs = [{ token: odd, logprob: odd, bytes: odd, top_logprobs: odd }];
      const usage = {
        input_tokens: odd,
        input_tokens_details: { cached_tokens: odd },
        output_tokens: odd,
        output_tokens_details: odd,
        total_tokens: odd,
      };
      const middles = [
        { type: 'response.created', response: { id: odd, model: odd, service_tier: odd } },
        delta('output_text', odd, { output_index: odd, content_index: odd, logprobs: odd }),
        delta('output_text', 'x', { logprobs }),
        delta('refusal', odd),
        delta('reasoning_summary_text', odd, { summary_index: odd }),
        delta('function_call_arguments', odd, { output_index: odd }),
        { type: 'response.output_text.annotation.added', annotation: citation },
        { type: 'response.output_item.added', output_index: odd, item: odd },
        ...['message', 'reasoning', 'function_call', 'custom_tool_call', 'web_search_call'].map((type) =>
          done(0, itemOf(type)),
        ),
        { type: odd },
        { error: odd },
        { type: 'response.completed', response: { status: odd, usage: odd, incomplete_details: odd } },
        { type: 'response.incomplete', response: { usage, output: odd } },
      ];
      for (const middle of middles) {
        const events = await streamed([created, middle, completed]);
        expect(events.at(-1)?.event?.$case).toMatch(/^(?:completed|failed)$/);
      }
    },
  );
});
