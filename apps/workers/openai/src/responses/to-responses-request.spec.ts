import { type CompletionRequest, ToolChoiceMode } from '@belugapi/contracts';
import { createCatalog, type ModelRow } from '@belugapi/model-catalog';
import { functionTool } from '../__fixtures__/function-tool.js';
import { taskOn } from '../__fixtures__/task-on.js';
import { openAiAdapter } from '../openai.adapter.js';

const catalog = createCatalog();
const pro = catalog.findModel('gpt-5.2-pro') as ModelRow;
const weather = functionTool('weather', { description: 'Now', parametersJson: '{"type":"object"}' });

/** The body of the call, as JSON has it. */
function bodyOf(request: Partial<CompletionRequest>, row: ModelRow | undefined = pro): Record<string, unknown> {
  const { path, body } = openAiAdapter.toRequest(taskOn('responses', request, { row }));
  expect(path).toBe('/responses');
  return JSON.parse(String(body)) as Record<string, unknown>;
}

const cases: readonly (readonly [what: string, request: Partial<CompletionRequest>, body: object])[] = [
  ['a stream', { stream: true }, { stream: true }],
  ['the length', { maxOutputTokens: 1_000 }, { max_output_tokens: 1_000 }],
  ['a length below what the API takes', { maxOutputTokens: 3 }, { max_output_tokens: 16 }],
  ['sampling', { temperature: 0, topP: 0.5 }, { temperature: 0, top_p: 0.5 }],
  ['effort', { reasoningEffort: 'xhigh' }, { reasoning: { effort: 'xhigh', summary: 'auto' } }],
  ['no effort', { reasoningEffort: 'none' }, { reasoning: { effort: 'none' } }],
  ['logprobs', { logprobs: true, topLogprobs: 3 }, { top_logprobs: 3, include: ['message.output_text.logprobs'] }],
  ['verbosity', { verbosity: 'low' }, { text: { verbosity: 'low' } }],
  ['plain text', { responseFormat: { format: { $case: 'text', value: {} } } }, { text: { format: { type: 'text' } } }],
  [
    'a JSON object',
    { responseFormat: { format: { $case: 'jsonObject', value: {} } } },
    { text: { format: { type: 'json_object' } } },
  ],
  [
    'a schema',
    {
      verbosity: 'high',
      responseFormat: {
        format: {
          $case: 'jsonSchema',
          value: { name: 'depth', description: 'In metres', schemaJson: '{"type":"object"}', strict: true },
        },
      },
    },
    {
      text: {
        format: {
          type: 'json_schema',
          name: 'depth',
          description: 'In metres',
          schema: { type: 'object' },
          strict: true,
        },
        verbosity: 'high',
      },
    },
  ],
  [
    'a schema that nobody calls strict',
    { responseFormat: { format: { $case: 'jsonSchema', value: { name: 'depth', schemaJson: '{}' } } } },
    { text: { format: { type: 'json_schema', name: 'depth', schema: {}, strict: false } } },
  ],
  [
    'functions, flat and not strict unless they say so',
    { tools: [weather, functionTool('tide', { strict: true })], parallelToolCalls: false },
    {
      tools: [
        { type: 'function', name: 'weather', description: 'Now', parameters: { type: 'object' }, strict: false },
        { type: 'function', name: 'tide', parameters: { type: 'object', properties: {} }, strict: true },
      ],
      parallel_tool_calls: false,
      include: ['reasoning.encrypted_content'],
    },
  ],
  ['no word on parallel calls without tools', { parallelToolCalls: false }, {}],
  [
    'custom tools, their grammar flat',
    {
      tools: [
        { tool: { $case: 'custom', value: { name: 'note', formatJson: '{"type":"text"}' } } },
        {
          tool: {
            $case: 'custom',
            value: {
              name: 'query',
              description: 'SQL',
              formatJson: '{"type":"grammar","grammar":{"syntax":"regex","definition":"SELECT .+"}}',
            },
          },
        },
      ],
    },
    {
      tools: [
        { type: 'custom', name: 'note', format: { type: 'text' } },
        {
          type: 'custom',
          name: 'query',
          description: 'SQL',
          format: { type: 'grammar', syntax: 'regex', definition: 'SELECT .+' },
        },
      ],
      include: ['reasoning.encrypted_content'],
    },
  ],
  [
    'a web search with its place flat',
    {
      webSearchOptions: {
        searchContextSize: 'low',
        userLocationJson: '{"type":"approximate","approximate":{"country":"NO","city":"Oslo"}}',
      },
    },
    {
      tools: [
        {
          type: 'web_search',
          search_context_size: 'low',
          user_location: { type: 'approximate', country: 'NO', city: 'Oslo' },
        },
      ],
    },
  ],
  ['auto', { toolChoice: { choice: { $case: 'mode', value: ToolChoiceMode.AUTO } } }, { tool_choice: 'auto' }],
  ['none', { toolChoice: { choice: { $case: 'mode', value: ToolChoiceMode.NONE } } }, { tool_choice: 'none' }],
  ['any', { toolChoice: { choice: { $case: 'mode', value: ToolChoiceMode.REQUIRED } } }, { tool_choice: 'required' }],
  [
    'one function',
    { toolChoice: { choice: { $case: 'function', value: 'weather' } } },
    { tool_choice: { type: 'function', name: 'weather' } },
  ],
  [
    'one custom tool',
    { toolChoice: { choice: { $case: 'custom', value: 'query' } } },
    { tool_choice: { type: 'custom', name: 'query' } },
  ],
  [
    'some functions',
    { toolChoice: { choice: { $case: 'allowed', value: { mode: ToolChoiceMode.REQUIRED, functions: ['weather'] } } } },
    { tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'weather' }] } },
  ],
  [
    'the platform’s own fields',
    {
      metadata: { team: 'blue' },
      user: 'u',
      safetyIdentifier: 's',
      promptCacheKey: 'k',
      promptCacheRetention: '24h',
      serviceTier: 'flex',
      store: true,
    },
    {
      metadata: { team: 'blue' },
      user: 'u',
      safety_identifier: 's',
      prompt_cache_key: 'k',
      prompt_cache_retention: '24h',
      service_tier: 'flex',
      store: true,
    },
  ],
];

describe('a request of the Responses API', () => {
  const plain = bodyOf({});

  it('asks for an answer that is not kept, and for what there is to read of the reasoning', () => {
    expect(plain).toEqual({
      model: 'upstream-model',
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'Where do whales sleep?' }] }],
      store: false,
      reasoning: { summary: 'auto' },
    });
  });

  it.each(cases)('carries %s', (_, request, more) => {
    expect(bodyOf(request)).toEqual({ ...plain, ...more });
  });

  it('does not stream where the vendor cannot', () => {
    const row = catalog.findModel('gpt-5-pro-2025-10-06') as ModelRow;
    const { stream, body } = openAiAdapter.toRequest(taskOn('responses', { stream: true }, { row }));
    expect(stream).toBe(false);
    expect(body).not.toContain('"stream"');
    expect(openAiAdapter.toRequest(taskOn('responses', { stream: true }, { row: pro })).stream).toBe(true);
  });

  it('asks a model that never reasons for no reasoning', () => {
    const row = catalog.findModel('gpt-4.1-mini-2025-04-14') as ModelRow;
    const body = bodyOf({ tools: [weather] }, row);
    expect(body).not.toHaveProperty('reasoning');
    expect(body).not.toHaveProperty('include');
  });

  it('lets the catalogue add to the body, also within its objects', () => {
    const row = { ...pro, extraBody: { reasoning: { mode: 'pro' }, text: { verbosity: 'low' }, truncation: 'auto' } };
    expect(bodyOf({ reasoningEffort: 'high' }, row)).toMatchObject({
      reasoning: { effort: 'high', summary: 'auto', mode: 'pro' },
      text: { verbosity: 'low' },
      truncation: 'auto',
    });
  });
});
