import { type CompletionRequest, type Message, Role, ToolChoiceMode } from '@belugapi/contracts';
import { type ModelRow, modelRows } from '@belugapi/model-catalog';
import { adapterTask } from '@belugapi/testing';
import { moonshotAdapter } from './moonshot.adapter.js';

const rowOf = (id: string, more: Partial<ModelRow> = {}): ModelRow => {
  const row = modelRows.find((each) => each.id === id);
  if (!row) throw new Error(`no row ${id}`);
  return { ...row, ...more } as ModelRow;
};
const instruct = rowOf('kimi-k2-instruct');
const thinker = rowOf('kimi-k2-thinking');
// The weights elsewhere have no switch.
const instructAtHost = rowOf('kimi-k2-instruct', { extraBody: undefined });
const thinkerAtHost = rowOf('kimi-k2-thinking', { extraBody: undefined });
const graded = rowOf('kimi-k2-thinking', { reasoning: { mode: 'optional', efforts: ['none', 'low', 'high', 'max'] } });

const bodyOf = (request: Partial<CompletionRequest>, row: ModelRow | undefined, upstreamModel = 'upstream-model') => {
  const route = {
    servedModel: 'served-model',
    upstreamModel,
    wire: 'chat',
    emulatedParameters: [],
  };
  const { body } = moonshotAdapter.toRequest(adapterTask(request, { row, route }));
  return JSON.parse(String(body)) as Record<string, unknown>;
};
const text = (value: string) => ({ part: { $case: 'text' as const, value: { text: value } } });
const message = (role: Role, texts: string[], more: Partial<Message> = {}): Message => ({
  role,
  content: texts.map(text),
  toolCalls: [],
  reasoningState: [],
  ...more,
});
const toolWith = (parameters: object | undefined) => ({
  tool: {
    $case: 'function' as const,
    value: { name: 'dive', strict: true, parametersJson: parameters && JSON.stringify(parameters) },
  },
});
const tools = [toolWith({ type: 'object', properties: {} })];
const wireTools = [{ type: 'function', function: { name: 'dive', parameters: { type: 'object', properties: {} } } }];
const plain = { model: 'upstream-model', messages: [{ role: 'user', content: 'Where do whales sleep?' }] };

describe('requests to Kimi', () => {
  it.each<[string, Partial<CompletionRequest>, object]>([
    ['the longest answer', {}, { max_completion_tokens: 16_384 }],
    ['the limit that is asked for', { maxOutputTokens: 9 }, { max_completion_tokens: 9 }],
    ['a temperature', { temperature: 0, maxOutputTokens: 9 }, { temperature: 0, max_completion_tokens: 9 }],
    ['a high temperature as 1', { temperature: 1.7, maxOutputTokens: 9 }, { temperature: 1, max_completion_tokens: 9 }],
    [
      'tools without strict and parallelism',
      { tools, parallelToolCalls: true, maxOutputTokens: 9 },
      { tools: wireTools, max_completion_tokens: 9 },
    ],
    [
      'the user as a hash',
      { user: 'ann', maxOutputTokens: 9 },
      { safety_identifier: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, max_completion_tokens: 9 },
    ],
    [
      'a safety identifier over the user',
      { user: 'ann', safetyIdentifier: 's-1', promptCacheKey: 'k', maxOutputTokens: 9 },
      { safety_identifier: 's-1', prompt_cache_key: 'k', max_completion_tokens: 9 },
    ],
    [
      'a stream that tells its usage',
      { stream: true, maxOutputTokens: 9 },
      { stream: true, stream_options: { include_usage: true }, max_completion_tokens: 9 },
    ],
  ])('say %s', (_, request, expected) => {
    expect(bodyOf(request, instructAtHost)).toEqual({ ...plain, ...expected });
  });

  it('leave room for the prompt in a window that the answer could fill', () => {
    expect(bodyOf({}, thinkerAtHost)).toMatchObject({ max_completion_tokens: 131_065 });
    expect(bodyOf({}, undefined)).toEqual(plain);
  });

  it('leave sampling to the successor, who has it fixed', () => {
    const sampled = { temperature: 0.6, topP: 0.5 };
    expect(bodyOf(sampled, instruct, instruct.replacement)).not.toHaveProperty('temperature');
    expect(bodyOf(sampled, instruct, instruct.replacement)).not.toHaveProperty('top_p');
    expect(bodyOf(sampled, instruct)).toMatchObject({ temperature: 0.6, top_p: 0.5 });
  });

  it('leave empty answers of before out, but for those that called a tool', () => {
    const call = { id: 'c1', call: { $case: 'function' as const, value: { name: 'dive', arguments: '{}' } } };
    const messages = [
      message(Role.DEVELOPER, ['Be brief.']),
      message(Role.USER, ['Hi']),
      message(Role.ASSISTANT, []),
      message(Role.ASSISTANT, ['']),
      message(Role.ASSISTANT, [], { toolCalls: [call] }),
      message(Role.TOOL, [''], { toolCallId: 'c1' }),
    ];
    expect(bodyOf({ messages }, instructAtHost)['messages']).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'dive', arguments: '{}' } }],
      },
      { role: 'tool', content: '', tool_call_id: 'c1' },
    ]);
  });
});

describe('schemas', () => {
  it('have an object at the root, typed branches and no tuples', () => {
    const parameters = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      properties: {
        depth: { type: 'number', anyOf: [{ minimum: 1 }, { type: 'integer' }, { $ref: '#/$defs/d' }] },
        point: { type: 'array', items: [{ type: 'number' }, { $schema: 'x', type: 'string' }], additionalItems: false },
        type: { const: { type: 'a', anyOf: [] }, enum: [{ $schema: 'kept' }] },
        list: { type: 'array', items: { type: 'string', anyOf: [{ maxLength: 3 }] } },
      },
      $defs: { d: { oneOf: [{ type: 'string', anyOf: [{ format: 'date' }] }] } },
    };
    const [tool] = bodyOf({ tools: [toolWith(parameters)] }, instruct)['tools'] as [object];
    expect(tool).toEqual({
      type: 'function',
      function: {
        name: 'dive',
        parameters: {
          type: 'object',
          properties: {
            depth: { anyOf: [{ type: 'number', minimum: 1 }, { type: 'integer' }, { $ref: '#/$defs/d' }] },
            point: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'string' }], items: false },
            type: { const: { type: 'a', anyOf: [] }, enum: [{ $schema: 'kept' }] },
            list: { type: 'array', items: { anyOf: [{ type: 'string', maxLength: 3 }] } },
          },
          $defs: { d: { oneOf: [{ anyOf: [{ type: 'string', format: 'date' }] }] } },
        },
      },
    });
  });

  it.each<[string, object | undefined, object]>([
    ['missing', undefined, { type: 'object' }],
    ['of several types', { type: ['object', 'null'] }, { type: 'object' }],
    ['of branches', { anyOf: [{ required: ['a'] }] }, { type: 'object', anyOf: [{ type: 'object', required: ['a'] }] }],
  ])('that are %s become objects', (_, parameters, expected) => {
    expect(bodyOf({ tools: [toolWith(parameters)] }, instruct)['tools']).toMatchObject([
      { function: { parameters: expected } },
    ]);
  });

  it('of answers have a name and nothing strict', () => {
    const value = { name: 'd', description: 'A depth.', schemaJson: '{"$schema":"x","type":"object"}', strict: true };
    const format = { $case: 'jsonSchema' as const, value };
    expect(bodyOf({ responseFormat: { format } }, instruct)['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'd', schema: { description: 'A depth.', type: 'object' } },
    });
    const json = { $case: 'jsonObject' as const, value: {} };
    expect(bodyOf({ responseFormat: { format: json } }, instruct)['response_format']).toEqual({ type: 'json_object' });
  });
});

describe('thinking', () => {
  const off = { thinking: { type: 'disabled' } };
  const on = { thinking: { type: 'enabled' } };
  const required: CompletionRequest['toolChoice'] = { choice: { $case: 'mode', value: ToolChoiceMode.REQUIRED } };

  it.each<[string, Partial<CompletionRequest>, ModelRow, object]>([
    ['is on by the row', {}, thinker, on],
    ['is off by the row', {}, instruct, off],
    ['goes off for a forced call', { tools, toolChoice: required }, thinker, off],
    ['goes off with no effort', { reasoningEffort: 'none' }, graded, off],
    ['takes no effort that the row does not list', { reasoningEffort: 'high' }, thinker, on],
    ['takes one that it lists', { reasoningEffort: 'high' }, graded, { ...on, reasoning_effort: 'high' }],
    ['is not switched at a host', { tools, toolChoice: required, reasoningEffort: 'high' }, thinkerAtHost, {}],
  ])('%s', (_, request, row, expected) => {
    const { thinking, reasoning_effort } = bodyOf(request, row);
    expect(JSON.parse(JSON.stringify({ thinking, reasoning_effort }))).toEqual(expected);
  });

  const call = {
    id: 'functions.dive:0',
    call: { $case: 'function' as const, value: { name: 'dive', arguments: '{}' } },
  };
  const messages = [
    message(Role.ASSISTANT, [], { reasoningContent: 'I should dive.', toolCalls: [call] }),
    message(Role.TOOL, ['9 m'], { toolCallId: call.id }),
    message(Role.ASSISTANT, ['Nine.'], { reasoningContent: 'It said nine.' }),
    message(Role.ASSISTANT, [], { toolCalls: [call] }),
    message(Role.TOOL, ['9 m'], { toolCallId: call.id }),
    message(Role.ASSISTANT, ['Nine.']),
  ];
  it.each<[string, ModelRow, unknown[]]>([
    ['goes back, and an empty one where a call lost it', thinker, ['I should dive.', 'It said nine.', '', undefined]],
    ['goes back at a host', thinkerAtHost, ['I should dive.', 'It said nine.', undefined, undefined]],
    ['stays away where thinking is off', instruct, [undefined, undefined, undefined, undefined]],
    ['stays away from a model that never thinks', instructAtHost, [undefined, undefined, undefined, undefined]],
  ])('of earlier turns %s', (_, row, expected) => {
    const sent = bodyOf({ messages }, row)['messages'] as Record<string, unknown>[];
    const answers = sent.filter(({ role }) => role === 'assistant');
    expect(answers.map((answer) => answer['reasoning_content'])).toEqual(expected);
  });
});

describe('sampling that a model refuses', () => {
  const reroute = (status: number, text_: string, request: Partial<CompletionRequest>) =>
    moonshotAdapter.reroute?.(
      { status, headers: {}, body: JSON.stringify({ error: { message: text_ } }) },
      adapterTask(request),
    )?.request;
  const refusal = 'invalid temperature: only 1 is allowed for this model';

  it('is left out, once', () => {
    const request = reroute(400, refusal, { temperature: 0.5, topP: 0.5, maxOutputTokens: 9 });
    expect(request).toMatchObject({ maxOutputTokens: 9 });
    expect(request).not.toHaveProperty('temperature');
    expect(request).not.toHaveProperty('topP');
    expect(reroute(400, refusal, {})).toBeUndefined();
    expect(reroute(500, refusal, { temperature: 0.5 })).toBeUndefined();
    expect(reroute(400, 'invalid role', { temperature: 0.5 })).toBeUndefined();
  });
});

it('has stop sequences cut by the gateway, since Kimi takes 32 bytes each', () => {
  expect([instruct, thinker].map(({ parameters }) => parameters.stop)).toEqual(['emulated', 'emulated']);
});
