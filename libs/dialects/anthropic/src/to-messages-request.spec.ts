import { createHash } from 'node:crypto';
import { CompletionRequest, FailureCode, Role, type Tool, type ToolChoice, ToolChoiceMode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { createCatalog, type ModelRow } from '@belugapi/model-catalog';
import { adapterTask } from '@belugapi/testing';
import { toMessagesRequest } from './to-messages-request.js';

const catalog = createCatalog();
const rowOf = (id: string) => catalog.findModel(id) as ModelRow;
const haiku = rowOf('claude-haiku-4-5-20251001');

function body(request: Partial<CompletionRequest>, row = haiku): Record<string, unknown> {
  const task = adapterTask(request, { row });
  return JSON.parse(JSON.stringify(toMessagesRequest(task, 'anthropic'))) as Record<string, unknown>;
}

function failureOf(request: Partial<CompletionRequest>): object {
  try {
    return body(request);
  } catch (error) {
    const { code, param } = CompletionFailure.from(error).failure;
    return { code, param };
  }
}

const weather: Tool = {
  tool: {
    $case: 'function',
    value: { name: 'weather', description: 'Of a city.', parametersJson: '{"type":"object"}' },
  },
};
const tide: Tool = { tool: { $case: 'function', value: { name: 'tide' } } };
const grammar: Tool = { tool: { $case: 'custom', value: { name: 'grammar' } } };
const mode = (value: ToolChoiceMode): ToolChoice => ({ choice: { $case: 'mode', value } });
const one = (value: string): ToolChoice => ({ choice: { $case: 'function', value } });
const allowed = (value: ToolChoiceMode, ...functions: string[]): ToolChoice => ({
  choice: { $case: 'allowed', value: { mode: value, functions } },
});
const empty = { type: 'object', properties: {} };

describe('toMessagesRequest', () => {
  it('asks a plain question as a stream, with the length that the vendor insists on', () => {
    expect(body({})).toEqual({
      model: 'upstream-model',
      max_tokens: 64_000,
      stream: true,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Where do whales sleep?' }] }],
    });
  });

  it.each<[string, Partial<CompletionRequest>, object]>([
    ['max_tokens', { maxOutputTokens: 300 }, { max_tokens: 300 }],
    ['max_tokens over the maximum', { maxOutputTokens: 300_000 }, { max_tokens: 64_000 }],
    ['temperature', { temperature: 0.3 }, { temperature: 0.3 }],
    ['temperature 0', { temperature: 0 }, { temperature: 0 }],
    ['temperature over 1', { temperature: 1.7 }, { temperature: 1 }],
    ['top_p', { topP: 0.9 }, { top_p: 0.9 }],
    ['stop', { stop: ['END', 'FIN'] }, { stop_sequences: ['END', 'FIN'] }],
    [
      'user',
      { user: 'ada@example.org' },
      { metadata: { user_id: createHash('sha256').update('ada@example.org').digest('hex') } },
    ],
    ['parallel_tool_calls without tools', { parallelToolCalls: false }, { tools: undefined, tool_choice: undefined }],
    ['tool_choice without tools', { toolChoice: one('weather') }, { tool_choice: undefined }],
    ['reasoning_effort none', { reasoningEffort: 'none' }, { thinking: undefined, output_config: undefined }],
    [
      'response_format json_schema',
      {
        responseFormat: {
          format: {
            $case: 'jsonSchema',
            value: { name: 'city', schemaJson: '{"type":"object","properties":{"n":{"type":"integer","minimum":1}}}' },
          },
        },
      },
      {
        output_config: {
          format: {
            type: 'json_schema',
            schema: {
              type: 'object',
              properties: { n: { type: 'integer', description: 'minimum: 1' } },
              additionalProperties: false,
            },
          },
        },
      },
    ],
    [
      'response_format json_object',
      { responseFormat: { format: { $case: 'jsonObject', value: {} } } },
      { system: [{ type: 'text', text: 'Answer with one JSON object only.' }], output_config: undefined },
    ],
    ['response_format text', { responseFormat: { format: { $case: 'text', value: {} } } }, { system: undefined }],
    [
      'web_search_options',
      { webSearchOptions: {} },
      { tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 5 }], tool_choice: undefined },
    ],
    [
      'web_search_options with size and place',
      {
        webSearchOptions: {
          searchContextSize: 'high',
          userLocationJson: '{"type":"approximate","approximate":{"city":"Oslo","country":"NO"}}',
        },
      },
      {
        tools: [
          {
            type: 'web_search_20250305',
            name: 'web_search',
            max_uses: 10,
            user_location: { type: 'approximate', city: 'Oslo', country: 'NO' },
          },
        ],
      },
    ],
  ])('sends %s', (_name, request, expected) => expect(body(request)).toEqual(withBase(expected)));

  it('takes 8192 tokens where no row tells the maximum, and the caller’s figure as it is', () => {
    expect(toMessagesRequest(adapterTask(), 'x').max_tokens).toBe(8_192);
    expect(toMessagesRequest(adapterTask({ maxOutputTokens: 9_000 }), 'x').max_tokens).toBe(9_000);
  });

  it('adds the row’s own fields of the body', () => {
    const row = { ...haiku, extraBody: { service_tier: 'standard_only', output_config: { task_budget: 1 } } };
    expect(body({}, row)).toMatchObject({ service_tier: 'standard_only', output_config: { task_budget: 1 } });
  });

  it('asks the same however the caller wants the answer', () => {
    expect(body({ stream: true })).toEqual(body({ stream: false }));
  });
});

describe('tools', () => {
  it.each<[string, Partial<CompletionRequest>, object]>([
    [
      'with and without parameters',
      { tools: [weather, tide] },
      {
        tools: [
          { name: 'weather', description: 'Of a city.', input_schema: empty },
          { name: 'tide', input_schema: empty },
        ],
        tool_choice: undefined,
      },
    ],
    ['auto', { tools: [tide], toolChoice: mode(ToolChoiceMode.AUTO) }, { tool_choice: { type: 'auto' } }],
    ['none', { tools: [tide], toolChoice: mode(ToolChoiceMode.NONE) }, { tool_choice: { type: 'none' } }],
    ['required', { tools: [tide], toolChoice: mode(ToolChoiceMode.REQUIRED) }, { tool_choice: { type: 'any' } }],
    ['a function', { tools: [tide], toolChoice: one('tide') }, { tool_choice: { type: 'tool', name: 'tide' } }],
    [
      'one call at most',
      { tools: [tide], parallelToolCalls: false },
      { tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
    ],
    [
      'one call exactly',
      { tools: [tide], toolChoice: mode(ToolChoiceMode.REQUIRED), parallelToolCalls: false },
      { tool_choice: { type: 'any', disable_parallel_tool_use: true } },
    ],
    [
      'none, one at most',
      { tools: [tide], toolChoice: mode(ToolChoiceMode.NONE), parallelToolCalls: false },
      { tool_choice: { type: 'none' } },
    ],
    ['many calls', { tools: [tide], parallelToolCalls: true }, { tool_choice: undefined }],
    [
      'allowed ones',
      { tools: [weather, tide], toolChoice: allowed(ToolChoiceMode.AUTO, 'tide') },
      { tools: [{ name: 'tide', input_schema: empty }], tool_choice: { type: 'auto' } },
    ],
    [
      'allowed ones, forced',
      { tools: [weather, tide], toolChoice: allowed(ToolChoiceMode.REQUIRED, 'tide') },
      { tools: [{ name: 'tide', input_schema: empty }], tool_choice: { type: 'any' } },
    ],
  ])('are sent: %s', (_name, request, expected) => {
    const sent = body(request);
    for (const [field, value] of Object.entries(expected)) expect([field, sent[field]]).toEqual([field, value]);
  });

  it('take a strict schema where the model does, cleaned', () => {
    const parametersJson =
      '{"type":"object","properties":{"city":{"type":"string","minLength":1}},"required":["city"]}';
    const strict = (value: boolean): Tool[] => [
      { tool: { $case: 'function', value: { name: 'weather', parametersJson, strict: value } } },
    ];
    const loose = { name: 'weather', input_schema: JSON.parse(parametersJson) as object };
    expect(body({ tools: strict(false) })['tools']).toEqual([loose]);
    expect(body({ tools: strict(true) }, rowOf('claude-3-7-sonnet-20250219-thinking'))['tools']).toEqual([loose]);
    expect(body({ tools: strict(true) })['tools']).toEqual([
      {
        name: 'weather',
        strict: true,
        input_schema: {
          type: 'object',
          properties: { city: { type: 'string', description: 'minLength: 1' } },
          required: ['city'],
          additionalProperties: false,
        },
      },
    ]);
  });

  it('are refused where they are not functions, naming the one at fault', () => {
    expect(
      failureOf({ tools: [tide, grammar], toolChoice: { choice: { $case: 'custom', value: 'grammar' } } }),
    ).toEqual({
      code: FailureCode.UNSUPPORTED_PARAMETER,
      param: 'tools[1]',
    });
    expect(failureOf({ tools: [tide], toolChoice: { choice: { $case: 'custom', value: 'grammar' } } })).toEqual({
      code: FailureCode.UNSUPPORTED_PARAMETER,
      param: 'tool_choice',
    });
  });

  it('stand in by name where the request has none and the conversation called some', () => {
    const calls = ['a', 'b', 'c'].map((id) => ({
      id,
      call: { $case: 'function' as const, value: { name: id === 'c' ? 'tide' : 'weather', arguments: '{}' } },
    }));
    const asked = CompletionRequest.create({
      messages: [
        { role: Role.ASSISTANT, toolCalls: calls },
        ...calls.map(({ id }) => ({ role: Role.TOOL, toolCallId: id })),
      ],
    });
    expect(body(asked)).toMatchObject({
      tools: [
        { name: 'weather', input_schema: empty },
        { name: 'tide', input_schema: empty },
      ],
      tool_choice: { type: 'none' },
    });
  });
});

/** The plain question's body with these fields. */
function withBase(fields: object): object {
  return { ...body({}), ...fields };
}
