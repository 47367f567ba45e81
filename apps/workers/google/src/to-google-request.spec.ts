import {
  type CompletionRequest,
  FailureCode,
  type ResponseFormat,
  type Tool,
  type ToolChoice,
  ToolChoiceMode,
} from '@belugapi/contracts';
import { adapterTask } from '@belugapi/testing';
import { bodyOf, callOf, refusalOf, rowOf } from './__fixtures__/google-call.js';
import { googleAdapter } from './google.adapter.js';

type Fields = Partial<CompletionRequest>;

const tool = (name: string, parameters?: object, description?: string): Tool => ({
  tool: {
    $case: 'function',
    value: { name, description, parametersJson: parameters && JSON.stringify(parameters), strict: undefined },
  },
});
const mode = (value: ToolChoiceMode): ToolChoice => ({ choice: { $case: 'mode', value } });
const allowed = (value: ToolChoiceMode, functions: string[]): ToolChoice => ({
  choice: { $case: 'allowed', value: { mode: value, functions } },
});
const jsonObject: ResponseFormat = { format: { $case: 'jsonObject', value: {} } };
const jsonSchema = (schema?: object): ResponseFormat => ({
  format: {
    $case: 'jsonSchema',
    value: { name: 'whale', schemaJson: schema && JSON.stringify(schema), description: undefined, strict: true },
  },
});
const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tools = [tool('weather', city), tool('tide_table')];

describe('the address', () => {
  it.each([
    [false, 'gemini-2.5-pro-thinking', '/v1beta/models/gemini-2.5-pro:generateContent'],
    [true, 'gemini-2.5-pro-thinking', '/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse'],
  ])('names the upstream model and the method (stream: %s)', (stream, id, path) => {
    expect(callOf({ stream }, id)).toMatchObject({ path, stream });
  });

  it('takes the name of a tuned model as it is', () => {
    expect(callOf({}, { ...rowOf('gemini-2.5-flash'), upstreamModel: 'tunedModels/whale' }).path).toBe(
      '/v1beta/tunedModels/whale:generateContent',
    );
  });

  it('asks whole where the row says that the vendor only answers whole', () => {
    const row = { ...rowOf('gemini-2.5-flash'), streaming: 'emulated' as const };
    expect(callOf({ stream: true }, row)).toMatchObject({
      path: '/v1beta/models/gemini-2.5-flash:generateContent',
      stream: false,
    });
  });

  it('carries the key in a header', () => {
    expect(googleAdapter.authorize('key')).toEqual({ 'x-goog-api-key': 'key' });
  });
});

describe('generationConfig', () => {
  it.each<[string, Fields, object]>([
    ['nothing', {}, {}],
    ['maxOutputTokens', { maxOutputTokens: 100 }, { maxOutputTokens: 100 }],
    ['maxOutputTokens within the model’s limit', { maxOutputTokens: 1_000_000 }, { maxOutputTokens: 65_536 }],
    ['a temperature of 0', { temperature: 0, topP: 0.5 }, { temperature: 0, topP: 0.5 }],
    [
      'penalties where a row lets them through',
      { frequencyPenalty: 0.5, presencePenalty: -1 },
      { frequencyPenalty: 0.5, presencePenalty: -1 },
    ],
    ['stop', { stop: ['a', 'b'] }, { stopSequences: ['a', 'b'] }],
    ['n', { choiceCount: 2 }, { candidateCount: 2 }],
    ['a seed', { seed: 42 }, { seed: 42 }],
    ['a seed of 0', { seed: 0 }, { seed: 0 }],
    ['a seed beyond int32', { seed: 2 ** 31 + 7 }, { seed: 7 }],
    ['the largest seed', { seed: Number.MAX_SAFE_INTEGER }, { seed: 2 ** 31 - 1 }],
    ['a seed below 0', { seed: -1 }, { seed: 2 ** 31 - 1 }],
    ['text', { responseFormat: { format: { $case: 'text', value: {} } } }, {}],
    ['json_object', { responseFormat: jsonObject }, { responseMimeType: 'application/json' }],
    [
      'json_schema',
      { responseFormat: jsonSchema({ ...city, $schema: 'https://json-schema.org/draft/2020-12/schema' }) },
      { responseMimeType: 'application/json', responseJsonSchema: city },
    ],
    ['json_schema without a schema', { responseFormat: jsonSchema() }, { responseMimeType: 'application/json' }],
  ])('holds %s', (_, request, generationConfig) => {
    expect(bodyOf(request)['generationConfig']).toEqual(generationConfig);
  });

  it('is the row’s own extra fields with the caller’s on top', () => {
    const safetySettings = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'OFF' }];
    const row = {
      ...rowOf('gemini-2.5-flash'),
      extraBody: { safetySettings, generationConfig: { topK: 40, temperature: 1 } },
    };
    expect(bodyOf({ temperature: 0.2 }, row)).toMatchObject({
      safetySettings,
      generationConfig: { topK: 40, temperature: 0.2 },
    });
  });
});

describe('tools', () => {
  it('are function declarations; what says nothing is left out', () => {
    const given = [
      tool('weather', city, 'Weather now'),
      tool('tide_table'),
      tool('now', { type: 'object', properties: {} }),
    ];
    expect(bodyOf({ tools: given })).toMatchObject({
      tools: [
        {
          functionDeclarations: [
            { name: 'weather', description: 'Weather now', parametersJsonSchema: city },
            { name: 'tide_table' },
            { name: 'now' },
          ],
        },
      ],
    });
    const [{ functionDeclarations = [] } = {}] = bodyOf({ tools: given })['tools'] as {
      functionDeclarations?: object[];
    }[];
    expect(functionDeclarations.map((declaration) => Object.keys(declaration))).toEqual([
      ['name', 'description', 'parametersJsonSchema'],
      ['name'],
      ['name'],
    ]);
  });

  it.each<[string, ToolChoice | undefined, object | undefined]>([
    ['no choice', undefined, undefined],
    ['auto', mode(ToolChoiceMode.AUTO), { mode: 'AUTO' }],
    ['none', mode(ToolChoiceMode.NONE), { mode: 'NONE' }],
    ['required', mode(ToolChoiceMode.REQUIRED), { mode: 'ANY' }],
    [
      'one function',
      { choice: { $case: 'function', value: 'weather' } },
      { mode: 'ANY', allowedFunctionNames: ['weather'] },
    ],
    [
      'one of the allowed ones',
      allowed(ToolChoiceMode.REQUIRED, ['weather']),
      { mode: 'ANY', allowedFunctionNames: ['weather'] },
    ],
  ])('are chosen among by %s', (_, toolChoice, functionCallingConfig) => {
    const body = bodyOf({ tools, toolChoice });
    expect(body['toolConfig']).toEqual(functionCallingConfig && { functionCallingConfig });
    expect(body['tools']).toMatchObject([{ functionDeclarations: [{ name: 'weather' }, { name: 'tide_table' }] }]);
  });

  it('are only the allowed ones where the model may choose', () => {
    const body = bodyOf({ tools, toolChoice: allowed(ToolChoiceMode.AUTO, ['tide_table']) });
    expect(body).toMatchObject({
      tools: [{ functionDeclarations: [{ name: 'tide_table' }] }],
      toolConfig: { functionCallingConfig: { mode: 'AUTO' } },
    });
  });

  it('leave no choice behind where there are none', () => {
    const body = bodyOf({ toolChoice: mode(ToolChoiceMode.NONE) });
    expect(body).not.toHaveProperty('tools');
    expect(body).not.toHaveProperty('toolConfig');
  });

  it.each<[string, Fields, string]>([
    [
      'a custom tool',
      {
        tools: [
          tool('weather'),
          { tool: { $case: 'custom', value: { name: 'sql', description: undefined, formatJson: undefined } } },
        ],
      },
      'tools[1]',
    ],
    ['a custom choice', { tools, toolChoice: { choice: { $case: 'custom', value: 'sql' } } }, 'tool_choice'],
  ])('are no place for %s', (_, request, param) => {
    expect(refusalOf(request)).toEqual({ code: FailureCode.UNSUPPORTED_PARAMETER, param });
  });
});

describe('tools beside a JSON format', () => {
  const both = { tools, responseFormat: jsonSchema(city) };

  it('go together on Gemini 3', () => {
    const body = bodyOf(both);
    expect(body).toMatchObject({ generationConfig: { responseJsonSchema: city } });
    expect(body).toHaveProperty('tools');
  });

  it('leave the format to the worker kit before Gemini 3, where they may be called', () => {
    const lacked = (fields: Fields, id: string) => googleAdapter.lacks?.(adapterTask(fields, { row: rowOf(id) }));
    const formats = ['json_object', 'json_schema'];
    for (const id of ['gemini-2.5-flash-lite', 'gemini-2.0-flash']) {
      expect(lacked(both, id)).toEqual(formats);
      expect(lacked({ ...both, responseFormat: jsonObject }, id)).toEqual(formats);
      for (const [each, choice] of [mode(ToolChoiceMode.NONE), mode(ToolChoiceMode.REQUIRED)].entries()) {
        expect([each, lacked({ ...both, toolChoice: choice }, id)]).toEqual([each, []]);
      }
      expect(lacked({ tools }, id)).toEqual([]);
      expect(lacked({ responseFormat: jsonObject }, id)).toEqual([]);
    }
    expect(lacked(both, 'gemini-3-flash-preview')).toEqual([]);
  });

  it('go together on the preset of Gemini 3 that names no effort', () => {
    expect(bodyOf(both, 'gemini-3-flash-preview-nothinking')).toHaveProperty('tools');
  });

  it('stay out before Gemini 3 where they must not be called', () => {
    const request = { ...both, toolChoice: mode(ToolChoiceMode.NONE) };
    expect(bodyOf(request, 'gemini-2.5-flash-lite')).not.toHaveProperty('tools');
    expect(bodyOf(request, 'gemini-2.5-flash-lite')).toMatchObject({ generationConfig: { responseJsonSchema: city } });
    expect(bodyOf(request)).toHaveProperty('tools');
  });

  it.each([
    mode(ToolChoiceMode.REQUIRED),
    allowed(ToolChoiceMode.REQUIRED, ['weather']),
    { choice: { $case: 'function' as const, value: 'weather' } },
  ])('take the format’s place where a call is forced (%j)', (toolChoice) => {
    for (const id of ['gemini-3-flash-preview', 'gemini-2.5-flash-lite']) {
      const body = bodyOf({ ...both, toolChoice }, id);
      expect(body['generationConfig']).toEqual({});
      expect(body).toHaveProperty('tools');
    }
  });

  it('are the vendor’s to judge for a model that the catalogue does not know', () => {
    const { body } = googleAdapter.toRequest(adapterTask(both));
    expect(JSON.parse(String(body))).toMatchObject({ generationConfig: { responseJsonSchema: city }, tools: [{}] });
  });
});
