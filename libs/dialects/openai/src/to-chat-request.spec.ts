import { type CompletionRequest, FailureCode, Role, ToolChoiceMode } from '@belugapi/contracts';
import { type ModelRow, modelRows } from '@belugapi/model-catalog';
import { adapterTask } from '@belugapi/testing';
import { type ChatRequestOptions, toChatRequest } from './to-chat-request.js';
import type { WireFeature } from './wire-feature.js';

const anyRow = modelRows.find(({ id }) => id === 'gpt-4.1-mini-2025-04-14') as ModelRow;
const rowWith = (facts: Partial<ModelRow>): ModelRow => ({ ...anyRow, extraBody: undefined, ...facts }) as ModelRow;

/** The body without what every request has. */
function fieldsOf(request: Partial<CompletionRequest>, row?: Partial<ModelRow>, options: ChatRequestOptions = {}) {
  const task = adapterTask(request, row && { row: rowWith(row) });
  const { model, messages, ...fields } = JSON.parse(JSON.stringify(toChatRequest(task, options))) as Record<
    string,
    unknown
  >;
  expect({ model, messages }).toEqual({
    model: 'upstream-model',
    messages: [{ role: 'user', content: 'Where do whales sleep?' }],
  });
  return fields;
}

const lacking = (...features: WireFeature[]): ChatRequestOptions => ({ lacks: new Set(features) });
const schema = '{"type":"object","properties":{"depth":{"type":"integer"}}}';
const functionTool = (name: string, strict?: boolean) => ({
  tool: { $case: 'function' as const, value: { name, parametersJson: schema, strict } },
});
const tools = [functionTool('dive')];
const wireTool = (name: string, more: object = {}) => ({
  type: 'function',
  function: { name, parameters: JSON.parse(schema) as unknown, ...more },
});

describe('toChatRequest', () => {
  it('says nothing that the request does not say', () => {
    expect(fieldsOf({})).toEqual({});
  });

  it.each<[string, Partial<CompletionRequest>, object]>([
    ['temperature 0', { temperature: 0 }, { temperature: 0 }],
    ['top_p', { topP: 0.5 }, { top_p: 0.5 }],
    ['penalties', { frequencyPenalty: -1, presencePenalty: 2 }, { frequency_penalty: -1, presence_penalty: 2 }],
    ['seed', { seed: 7 }, { seed: 7 }],
    ['stop', { stop: ['\n', 'END'] }, { stop: ['\n', 'END'] }],
    ['n', { choiceCount: 2 }, { n: 2 }],
    ['logprobs', { logprobs: true, topLogprobs: 0 }, { logprobs: true, top_logprobs: 0 }],
    ['logit_bias', { logitBias: { 50256: -100 } }, { logit_bias: { 50256: -100 } }],
    ['reasoning_effort', { reasoningEffort: 'high' }, { reasoning_effort: 'high' }],
    ['verbosity', { verbosity: 'low' }, { verbosity: 'low' }],
    ['user', { user: 'u-1' }, { user: 'u-1' }],
    ['safety_identifier', { safetyIdentifier: 's-1' }, { safety_identifier: 's-1' }],
    [
      'cache',
      { promptCacheKey: 'k', promptCacheRetention: '24h' },
      { prompt_cache_key: 'k', prompt_cache_retention: '24h' },
    ],
    ['service_tier', { serviceTier: 'flex' }, { service_tier: 'flex' }],
    ['store false', { store: false }, { store: false }],
    ['metadata', { metadata: { trip: '1' } }, { metadata: { trip: '1' } }],
    ['modalities', { modalities: ['text', 'audio'] }, { modalities: ['text', 'audio'] }],
    ['audio', { audio: { voice: 'ash', format: 'wav' } }, { audio: { voice: 'ash', format: 'wav' } }],
    [
      'prediction',
      { prediction: [{ part: { $case: 'text', value: { text: 'They' } } }] },
      { prediction: { type: 'content', content: [{ type: 'text', text: 'They' }] } },
    ],
    [
      'web_search_options',
      { webSearchOptions: { searchContextSize: 'low', userLocationJson: '{"type":"approximate"}' } },
      { web_search_options: { search_context_size: 'low', user_location: { type: 'approximate' } } },
    ],
    [
      'text format',
      { responseFormat: { format: { $case: 'text', value: {} } } },
      { response_format: { type: 'text' } },
    ],
    [
      'json_object',
      { responseFormat: { format: { $case: 'jsonObject', value: {} } } },
      { response_format: { type: 'json_object' } },
    ],
    [
      'json_schema',
      { responseFormat: { format: { $case: 'jsonSchema', value: { name: 'd', schemaJson: schema, strict: true } } } },
      {
        response_format: { type: 'json_schema', json_schema: { name: 'd', schema: JSON.parse(schema), strict: true } },
      },
    ],
    ['a tool', { tools: [functionTool('dive', true)] }, { tools: [wireTool('dive', { strict: true })] }],
    [
      'a custom tool',
      {
        tools: [
          { tool: { $case: 'custom', value: { name: 'sing', description: 'Sings.', formatJson: '{"type":"text"}' } } },
        ],
      },
      { tools: [{ type: 'custom', custom: { name: 'sing', description: 'Sings.', format: { type: 'text' } } }] },
    ],
    [
      'one call at a time',
      { tools, parallelToolCalls: false },
      { tools: [wireTool('dive')], parallel_tool_calls: false },
    ],
    ['one call at a time without tools', { parallelToolCalls: false }, {}],
    [
      'a forced call',
      { tools, toolChoice: { choice: { $case: 'mode', value: ToolChoiceMode.REQUIRED } } },
      { tools: [wireTool('dive')], tool_choice: 'required' },
    ],
    [
      'one function',
      { tools, toolChoice: { choice: { $case: 'function', value: 'dive' } } },
      { tools: [wireTool('dive')], tool_choice: { type: 'function', function: { name: 'dive' } } },
    ],
    [
      'one custom tool',
      { tools, toolChoice: { choice: { $case: 'custom', value: 'sing' } } },
      { tools: [wireTool('dive')], tool_choice: { type: 'custom', custom: { name: 'sing' } } },
    ],
    [
      'allowed tools',
      {
        tools,
        toolChoice: { choice: { $case: 'allowed', value: { mode: ToolChoiceMode.AUTO, functions: ['dive'] } } },
      },
      {
        tools: [wireTool('dive')],
        tool_choice: {
          type: 'allowed_tools',
          allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'dive' } }] },
        },
      },
    ],
    ['a stream', { stream: true }, { stream: true, stream_options: { include_usage: true } }],
  ])('says %s', (_, request, fields) => {
    expect(fieldsOf(request)).toEqual(fields);
  });

  it.each<[ModelRow['lengthField'] | undefined, object]>([
    [undefined, { max_tokens: 9 }],
    ['max_tokens', { max_tokens: 9 }],
    ['max_completion_tokens', { max_completion_tokens: 9 }],
    ['none', {}],
  ])('calls the output limit as the row says: %s', (lengthField, fields) => {
    expect(fieldsOf({ maxOutputTokens: 9 }, lengthField && { lengthField })).toEqual(fields);
  });

  it('streams not where the vendor only answers whole', () => {
    expect(fieldsOf({ stream: true }, { streaming: 'emulated' })).toEqual({});
  });

  it('adds the row’s extra body, below what the request itself says', () => {
    const extraBody = { thinking: { type: 'disabled' }, temperature: 0.6, top_p: 0.9, model: 'other', stream: true };
    expect(fieldsOf({ temperature: 0.2, stream: true }, { extraBody }, lacking('streamOptions'))).toEqual({
      thinking: { type: 'disabled' },
      temperature: 0.2,
      top_p: 0.9,
      stream: true,
    });
  });

  it.each<[WireFeature, Partial<CompletionRequest>, object]>([
    ['strictTools', { tools: [functionTool('dive', true)] }, { tools: [wireTool('dive')] }],
    ['parallelToolCalls', { tools, parallelToolCalls: true }, { tools: [wireTool('dive')] }],
    ['streamOptions', { stream: true }, { stream: true }],
    [
      'allowedTools',
      {
        tools: [functionTool('dive'), functionTool('sing')],
        toolChoice: { choice: { $case: 'allowed', value: { mode: ToolChoiceMode.REQUIRED, functions: ['sing'] } } },
      },
      { tools: [wireTool('sing')], tool_choice: 'required' },
    ],
  ])('does without %s', (feature, request, fields) => {
    expect(fieldsOf(request, undefined, lacking(feature))).toEqual(fields);
  });

  it.each<[string, Partial<CompletionRequest>]>([
    ['tools[1]', { tools: [...tools, { tool: { $case: 'custom', value: { name: 'sing' } } }] }],
    ['tool_choice', { tools, toolChoice: { choice: { $case: 'custom', value: 'sing' } } }],
    [
      'messages[0].tool_calls[0]',
      {
        messages: [
          {
            role: Role.ASSISTANT,
            content: [],
            toolCalls: [{ id: 'c', call: { $case: 'custom', value: { name: 'sing', input: 'la' } } }],
            reasoningState: [],
          },
        ],
      },
    ],
  ])('refuses custom tools at %s where the vendor knows none', (param, request) => {
    const refused = () => toChatRequest(adapterTask(request), lacking('customTools'));
    expect(refused).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({ code: FailureCode.UNSUPPORTED_PARAMETER, param }) as unknown,
      }),
    );
  });
});
