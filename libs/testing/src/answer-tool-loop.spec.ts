import type { Wire } from '@belugapi/model-catalog';
import { answerToolLoop } from './answer-tool-loop.js';
import { createServedRequest } from './emulated-vendor-request.js';

const schema = { type: 'object', properties: { city: { type: 'string' } } };
const asks = 'Weather?';

/** The same conversation on every wire: a question with a tool, its results, and wishes for JSON. */
const wires: Readonly<Record<Exclude<Wire, 'transcription'>, Readonly<Record<string, object>>>> = {
  chat: {
    question: {
      messages: [{ role: 'user', content: asks }],
      tools: [{ function: { name: 'weather', parameters: schema } }],
    },
    results: {
      messages: [
        { role: 'assistant', tool_calls: [] },
        { role: 'tool', content: '4 degrees' },
        { role: 'tool', content: [{ type: 'text', text: 'rain' }] },
      ],
      tools: [{ function: { name: 'weather' } }],
    },
    json: { messages: [], response_format: { type: 'json_schema' } },
    instruction: { messages: [{ role: 'system', content: 'Answer in JSON.' }] },
    forced: {
      messages: [],
      tools: [{ function: { name: 'other' } }, { function: { name: 'weather', parameters: schema } }],
      tool_choice: { function: { name: 'weather' } },
    },
  },
  messages: {
    question: { messages: [{ role: 'user', content: asks }], tools: [{ name: 'weather', input_schema: schema }] },
    results: {
      messages: [
        { role: 'assistant', content: [] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', content: '4 degrees' },
            { type: 'tool_result', content: [{ type: 'text', text: 'rain' }] },
          ],
        },
      ],
      tools: [{ name: 'weather' }],
    },
    json: { messages: [], output_config: { format: { type: 'json_schema' } } },
    instruction: { messages: [], system: [{ type: 'text', text: 'Answer in JSON.' }] },
    forced: {
      messages: [],
      tools: [{ name: 'other' }, { name: 'weather', input_schema: schema }],
      tool_choice: { type: 'tool', name: 'weather' },
    },
  },
  'generate-content': {
    question: {
      contents: [{ role: 'user', parts: [{ text: asks }] }],
      tools: [{ functionDeclarations: [{ name: 'weather', parameters: schema }] }],
    },
    results: {
      contents: [
        { role: 'model', parts: [] },
        {
          role: 'user',
          parts: [{ functionResponse: { response: '4 degrees' } }, { functionResponse: { response: 'rain' } }],
        },
      ],
      tools: [{ functionDeclarations: [{ name: 'weather' }] }],
    },
    json: { contents: [], generationConfig: { responseMimeType: 'application/json' } },
    instruction: { contents: [], systemInstruction: { parts: [{ text: 'Answer in JSON.' }] } },
    forced: {
      contents: [],
      tools: [{ functionDeclarations: [{ name: 'other' }, { name: 'weather', parametersJsonSchema: schema }] }],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['weather'] } },
    },
  },
  responses: {
    question: { input: [{ role: 'user', content: asks }], tools: [{ name: 'weather', parameters: schema }] },
    results: {
      input: [
        { type: 'function_call' },
        { type: 'function_call_output', output: '4 degrees' },
        { type: 'function_call_output', output: 'rain' },
      ],
      tools: [{ name: 'weather' }],
    },
    json: { input: [], text: { format: { type: 'json_schema' } } },
    instruction: { input: [], instructions: 'Answer in JSON.' },
    forced: {
      input: [],
      tools: [{ name: 'other' }, { name: 'weather', parameters: schema }],
      tool_choice: { type: 'function', name: 'weather' },
    },
  },
};

const options = { arguments: [{ city: 'Tromsø' }, { city: 'Oslo' }], json: { fine: true }, reasoning: 'Hm.' };

describe.each(Object.entries(wires) as [Wire, Readonly<Record<string, object>>][])('on %s', (wire, bodies) => {
  const answer = (name: string) => {
    const body = bodies[name] as Record<string, unknown>;
    const fields = { id: 'id', method: 'POST', path: '/', headers: {}, model: 'm', stream: false };
    return answerToolLoop(
      createServedRequest({ ...fields, wire, provider: 'openai', body }, () => undefined),
      options,
    );
  };

  it('a question gets two parallel calls', () => {
    expect(answer('question')).toEqual({
      reasoning: 'Hm.',
      toolCalls: [
        { name: 'weather', arguments: '{"city":"Tromsø"}' },
        { name: 'weather', arguments: '{"city":"Oslo"}' },
      ],
    });
  });

  it('results get a text that quotes them', () => {
    const { tokens } = answer('results') ?? {};
    const text = Array.isArray(tokens) ? tokens.join('') : '';
    expect(text).toContain('4 degrees');
    expect(text).toContain('rain');
  });

  it.each(['json', 'instruction'])('a wish for JSON gets it (%s)', (name) => {
    expect(answer(name)?.tokens).toEqual(['{"fine":true}']);
  });

  it('a forced call is made, and no other', () => {
    expect(answer('forced')?.toolCalls).toEqual([{ name: 'weather', arguments: '{"city":"Tromsø"}' }]);
  });
});
