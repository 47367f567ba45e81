import { type CompletionRequest, type Message, Role } from '@belugapi/contracts';
import { type ModelRow, modelRows } from '@belugapi/model-catalog';
import { adapterTask } from '@belugapi/testing';
import { zhipuAdapter } from './zhipu.adapter.js';

const found = modelRows.find(({ id }) => id === 'glm-4.7');
if (!found) throw new Error('no row glm-4.7');
const glm: ModelRow = found;
const graded: ModelRow = { ...glm, reasoning: { mode: 'optional', efforts: ['none', 'high', 'max'] } };
const with_ = (thinking: object): ModelRow => ({ ...glm, extraBody: { thinking } });

const bodyOf = (request: Partial<CompletionRequest>, row: ModelRow | undefined = glm) =>
  JSON.parse(String(zhipuAdapter.toRequest(adapterTask(request, { row })).body)) as Record<string, unknown>;
const text = (value: string) => ({ part: { $case: 'text' as const, value: { text: value } } });
const message = (role: Role, texts: string[], more: Partial<Message> = {}): Message => ({
  role,
  content: texts.map(text),
  toolCalls: [],
  reasoningState: [],
  ...more,
});
const tools = [
  { tool: { $case: 'function' as const, value: { name: 'dive', parametersJson: '{"type":"object"}', strict: true } } },
];
const wireTools = [{ type: 'function', function: { name: 'dive', parameters: { type: 'object' } } }];
const question = [{ role: 'user', content: 'Where do whales sleep?' }];

describe('requests to GLM', () => {
  it.each<[string, Partial<CompletionRequest>, object]>([
    ['nothing more than asked', {}, {}],
    ['a temperature', { temperature: 0.7 }, { temperature: 0.7 }],
    ['a high temperature as 1', { temperature: 1.7 }, { temperature: 1 }],
    ['temperature 0 as no sampling', { temperature: 0 }, { do_sample: false }],
    ['top_p', { topP: 0.5 }, { top_p: 0.5 }],
    ['top_p 0 as its least', { topP: 0 }, { top_p: 0.01 }],
    ['the output limit', { maxOutputTokens: 9 }, { max_tokens: 9 }],
    ['an output limit beyond its own as its own', { maxOutputTokens: 200_000 }, { max_tokens: 131_072 }],
    ['tools without strict and parallelism', { tools, parallelToolCalls: true }, { tools: wireTools }],
    ['a stream without options', { stream: true }, { stream: true }],
    ['a stream of tool calls', { stream: true, tools }, { stream: true, tools: wireTools, tool_stream: true }],
    [
      'json_object',
      { responseFormat: { format: { $case: 'jsonObject', value: {} } } },
      { response_format: { type: 'json_object' } },
    ],
    ['the user as a hash', { user: 'ann' }, { user_id: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown }],
  ])('say %s', (_, request, expected) => {
    expect(bodyOf(request)).toEqual({ model: 'upstream-model', messages: question, ...expected });
  });

  it('carry plain messages: one string each, no names, system for developer, content never null', () => {
    const messages = [
      message(Role.DEVELOPER, ['Be brief.']),
      message(Role.USER, ['One', 'Two'], { name: 'ann' }),
      message(Role.ASSISTANT, [], {
        toolCalls: [{ id: 'c1', call: { $case: 'function', value: { name: 'dive', arguments: '{}' } } }],
      }),
      message(Role.TOOL, ['9 m'], { toolCallId: 'c1' }),
    ];
    expect(bodyOf({ messages })['messages']).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One\nTwo' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'dive', arguments: '{}' } }],
      },
      { role: 'tool', content: '9 m', tool_call_id: 'c1' },
    ]);
  });

  it('let a user speak where none did', () => {
    const call = { id: 'c1', call: { $case: 'function' as const, value: { name: 'dive', arguments: '{}' } } };
    const system = message(Role.SYSTEM, ['Tell of whales.']);
    const asked = (...messages: Message[]) =>
      (bodyOf({ messages })['messages'] as { role: string; content: string }[]).map(({ role, content }) =>
        role === 'user' ? content : role,
      );
    expect(asked(system)).toEqual(['system', 'Go on.']);
    expect(asked(system, message(Role.ASSISTANT, ['Whales']))).toEqual(['system', 'assistant', 'Go on.']);
    const loop = [message(Role.ASSISTANT, [], { toolCalls: [call] }), message(Role.TOOL, ['9'], { toolCallId: 'c1' })];
    expect(asked(system, ...loop)).toEqual(['system', 'Go on.', 'assistant', 'tool']);
    expect(asked(message(Role.USER, ['Hi.']))).toEqual(['Hi.']);
  });
});

describe('thinking', () => {
  const off = { thinking: { type: 'disabled' } };
  it.each<[string, string | undefined, ModelRow | undefined, object]>([
    ['is GLM’s own matter unless asked about', undefined, glm, {}],
    ['goes off with none', 'none', glm, off],
    ['goes off with minimal', 'minimal', undefined, off],
    ['is on with any other effort, which older GLM does not read', 'high', glm, { thinking: { type: 'enabled' } }],
    [
      'takes the effort where the row lists it',
      'high',
      graded,
      { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
    ],
    ['is as the row presets it', undefined, with_({ type: 'disabled' }), off],
    ['takes an effort over the preset', 'high', with_({ type: 'disabled' }), { thinking: { type: 'enabled' } }],
  ])('%s', (_, reasoningEffort, row, expected) => {
    const { thinking, reasoning_effort } = bodyOf({ reasoningEffort }, row);
    expect(JSON.parse(JSON.stringify({ thinking, reasoning_effort }))).toEqual(expected);
  });

  const messages = [
    message(Role.USER, ['How deep?']),
    message(Role.ASSISTANT, ['Nine metres.'], { reasoningContent: '\nIt said nine. ' }),
    message(Role.USER, ['Deeper!']),
  ];
  it.each<[string, string | undefined, ModelRow, object, string | undefined]>([
    ['is kept, unchanged', undefined, glm, { type: 'enabled', clear_thinking: false }, '\nIt said nine. '],
    [
      'is cleared where the row says so',
      undefined,
      with_({ clear_thinking: true }),
      { type: 'enabled', clear_thinking: true },
      '\nIt said nine. ',
    ],
    ['is left out without thinking', 'none', glm, { type: 'disabled' }, undefined],
  ])('of earlier turns %s', (_, reasoningEffort, row, thinking, reasoning) => {
    const body = bodyOf({ messages, reasoningEffort }, row);
    expect(body['thinking']).toEqual(thinking);
    expect((body['messages'] as Record<string, unknown>[])[1]?.['reasoning_content']).toBe(reasoning);
  });

  it('is remembered for callers who lose it', () => {
    expect(zhipuAdapter.remembersReasoning).toBe(true);
  });
});

it('has stop sequences cut by the gateway, since GLM takes one', () => {
  expect(modelRows.filter(({ provider }) => provider === 'zhipu').map(({ parameters }) => parameters.stop)).toEqual([
    'emulated',
    'emulated',
    'emulated',
  ]);
});
