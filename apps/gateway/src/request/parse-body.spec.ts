import { type Failure, FailureCode } from '@belugapi/contracts';
import { CompletionFailure, failureTraits } from '@belugapi/completion';
import { chatCompletionSchema } from './chat-completion-schema.js';
import { parseBody } from './parse-body.js';

const hello = { role: 'user', content: 'Hello' };
const body = { model: 'gpt-5.4', messages: [hello] };
const message = (value: unknown) => ({ messages: [value] });
const part = (value: unknown) => message({ role: 'user', content: [value] });
const nested = (depth: number): unknown => (depth === 0 ? {} : { a: nested(depth - 1) });
const withParameters = (parameters: unknown) => ({
  tools: [{ type: 'function', function: { name: 'f', parameters } }],
});

function failureOf(given: unknown): Failure {
  try {
    parseBody(chatCompletionSchema, given);
  } catch (error) {
    if (error instanceof CompletionFailure) return error.failure;
    throw error;
  }
  throw new Error(`taken: ${JSON.stringify(given).slice(0, 200)}`);
}

describe('what is wrong is named exactly', () => {
  test.each<[object, string, string]>([
    [{ model: null }, 'model', 'expected string, received null.'],
    [{ model: '' }, 'model', 'expected at least 1 characters.'],
    [{ model: 'x'.repeat(257) }, 'model', 'expected at most 256 characters.'],
    [{ messages: [] }, 'messages', 'expected at least 1 elements.'],
    [{ messages: 'hi' }, 'messages', 'expected array, received string.'],
    [{ messages: Array(10_001).fill(hello) }, 'messages', 'expected at most 10000 elements.'],
    [message('hi'), 'messages[0]', 'expected object, received string.'],
    [
      message({ role: 'bot', content: 'x' }),
      'messages[0].role',
      'expected one of "system", "developer", "user", "assistant", "tool".',
    ],
    [
      message({ role: 'user', content: null }),
      'messages[0].content',
      'expected string, received null, or expected array, received null.',
    ],
    [message({ role: 'user', content: [] }), 'messages[0].content', 'expected at least 1 elements.'],
    [
      part({ type: 'video' }),
      'messages[0].content[0].type',
      'expected one of "text", "image_url", "input_audio", "file".',
    ],
    [
      { messages: [hello, hello, { role: 'user', content: [{ type: 'image_url', image_url: { url: 'ftp://x' } }] }] },
      'messages[2].content[0].image_url.url',
      'must be an http(s) URL or a data:image/… URL.',
    ],
    [
      part({ type: 'image_url', image_url: { url: 'https://x', detail: 'huge' } }),
      'messages[0].content[0].image_url.detail',
      'expected one of "auto", "low", "high", "original".',
    ],
    [
      part({ type: 'input_audio', input_audio: { data: '%%', format: 'wav' } }),
      'messages[0].content[0].input_audio.data',
      'must be base64.',
    ],
    [
      message({ role: 'assistant', content: null }),
      'messages[0].content',
      'an assistant message needs content, tool_calls or refusal.',
    ],
    [
      message({ role: 'assistant', content: 'x', function_call: { name: 'f', arguments: '' } }),
      'messages[0].function_call',
      'is no longer served: send tool_calls.',
    ],
    [{ stream: 'yes' }, 'stream', 'expected boolean, received string.'],
    [{ stream_options: { include_usage: 1 } }, 'stream_options.include_usage', 'expected boolean, received number.'],
    [{ max_tokens: 0 }, 'max_tokens', 'expected at least 1.'],
    [{ max_tokens: 1.5 }, 'max_tokens', 'expected an integer.'],
    [{ max_tokens: '256' }, 'max_tokens', 'expected number, received string.'],
    [{ max_completion_tokens: -1 }, 'max_completion_tokens', 'expected at least 1.'],
    [{ temperature: 2.1 }, 'temperature', 'expected at most 2.'],
    [{ temperature: -0.1 }, 'temperature', 'expected at least 0.'],
    [{ temperature: 'hot' }, 'temperature', 'expected number, received string.'],
    [{ top_p: 1.01 }, 'top_p', 'expected at most 1.'],
    [{ frequency_penalty: 2.5 }, 'frequency_penalty', 'expected at most 2.'],
    [{ presence_penalty: -2.5 }, 'presence_penalty', 'expected at least -2.'],
    [{ seed: 0.5 }, 'seed', 'expected an integer.'],
    [{ stop: 7 }, 'stop', 'expected string, received number, or expected array, received number.'],
    [{ stop: '' }, 'stop', 'expected at least 1 characters.'],
    [{ stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop', 'expected at most 4 elements.'],
    [{ stop: ['a', 7] }, 'stop[1]', 'expected string, received number.'],
    [{ tools: {} }, 'tools', 'expected array, received object.'],
    [{ tools: [{ type: 'web' }] }, 'tools[0].type', 'expected one of "function", "custom".'],
    [
      { tools: [{ type: 'function', function: { name: 'two words' } }] },
      'tools[0].function.name',
      'must be 1 to 128 letters, digits, underscores, dots or dashes.',
    ],
    [withParameters('{}'), 'tools[0].function.parameters', 'expected a JSON object.'],
    [withParameters(nested(64)), 'tools[0].function.parameters', 'is nested deeper than 64 levels.'],
    [{ tool_choice: 'maybe' }, 'tool_choice', 'expected one of "auto", "none", "required".'],
    [{ tool_choice: { type: 'x' } }, 'tool_choice.type', 'expected one of "function", "custom", "allowed_tools".'],
    [{ tool_choice: 'required' }, 'tool_choice', 'is only allowed when tools are given.'],
    [
      {
        tools: [{ type: 'custom', custom: { name: 'f' } }],
        tool_choice: { type: 'function', function: { name: 'f' } },
      },
      'tool_choice',
      "names the function tool 'f', which is not among the tools.",
    ],
    [{ response_format: 'json' }, 'response_format', 'expected object, received string.'],
    [
      { response_format: { type: 'xml' } },
      'response_format.type',
      'expected one of "text", "json_object", "json_schema".',
    ],
    [
      { response_format: { type: 'json_schema', json_schema: { name: 'a b' } } },
      'response_format.json_schema.name',
      'must be 1 to 64 letters, digits, underscores or dashes.',
    ],
    [{ logit_bias: { hello: 1 } }, 'logit_bias.hello', 'is not a valid key here.'],
    [{ n: 129 }, 'n', 'expected at most 128.'],
  ])('%#', (change, param, message) => {
    expect(failureOf({ ...body, ...change })).toEqual({
      code: FailureCode.INVALID_VALUE,
      message: `Invalid value for '${param}': ${message}`,
      param,
    });
  });

  test.each<[object, string]>([
    [{ model: undefined }, 'model'],
    [{ messages: undefined }, 'messages'],
    [message({}), 'messages[0].role'],
    [message({ role: 'user' }), 'messages[0].content'],
    [message({ role: 'assistant' }), 'messages[0].content'],
    [message({ role: 'tool', content: 'x' }), 'messages[0].tool_call_id'],
    [part({}), 'messages[0].content[0].type'],
    [part({ type: 'text' }), 'messages[0].content[0].text'],
    [{ tools: [{ type: 'function' }] }, 'tools[0].function'],
    [{ tool_choice: { type: 'function' } }, 'tool_choice.function'],
    [{ response_format: { type: 'json_schema' } }, 'response_format.json_schema'],
  ])('missing: %#', (change, param) => {
    const failure = failureOf({ ...body, ...change });
    expect(failure).toEqual({
      code: FailureCode.MISSING_PARAMETER,
      message: `Missing required parameter: '${param}'.`,
      param,
    });
    expect(failureTraits(failure.code)).toMatchObject({ status: 400, code: 'missing_required_parameter' });
  });

  test.each<[object, string]>([
    [{ foo: 1 }, 'foo'],
    [{ Temperature: 1 }, 'Temperature'],
    [{ stream_options: { foo: 1 } }, 'stream_options.foo'],
    [message({ ...hello, extra: 1 }), 'messages[0].extra'],
    [part({ type: 'text', text: 'x', extra: 1 }), 'messages[0].content[0].extra'],
  ])('unknown: %#', (change, param) => {
    expect(failureOf({ ...body, ...change })).toEqual({
      code: FailureCode.UNKNOWN_PARAMETER,
      message: `Unknown parameter: '${param}'.`,
      param,
    });
  });

  test.each([null, [], 'text', 7])('a body that is %j is no object', (given) => {
    expect(failureOf(given).message).toBe('The request body must be a JSON object.');
  });
});

test('a body of nothing but wrong values is refused before each of them costs an error of its own', () => {
  const parts = Array<number>(2_000).fill(0);
  const messages = Array.from({ length: 5_000 }, () => ({ role: 'user', content: parts }));
  expect(failureOf({ model: 'm', messages }).message).toBe('The request body holds more than 200000 values.');
});

test('the name of an unknown parameter is shown in part where it is long', () => {
  const failure = failureOf({ ...body, ['k'.repeat(1_000_000)]: 1 });
  expect(failure.param).toBe(`${'k'.repeat(256)}…`);
  expect(failure.message.length).toBeLessThan(300);
});

test('what the API page shows, and the limits themselves, are taken', () => {
  const weather = { type: 'function', function: { name: 'get_weather', parameters: nested(62) } };
  const full = {
    ...body,
    messages: Array(10_000).fill(hello),
    stream: false,
    max_tokens: 1,
    temperature: 0,
    top_p: 0,
    frequency_penalty: -2,
    presence_penalty: 2,
    seed: -1,
    stop: ['a', 'b', 'c', 'd'],
    tools: [weather],
    tool_choice: { type: 'function', function: { name: 'get_weather' } },
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: {}, strict: true } },
  };
  expect(parseBody(chatCompletionSchema, full)).toEqual(full);
});

test('a null where a field is optional counts as absent', () => {
  const optional = Object.keys(chatCompletionSchema.shape).filter((name) => name !== 'model' && name !== 'messages');
  expect(optional.length).toBeGreaterThan(25);
  const nulls = Object.fromEntries(optional.map((name) => [name, null]));
  expect(parseBody(chatCompletionSchema, { ...body, ...nulls })).toEqual({ ...body, ...nulls });
  const image = { type: 'image_url', image_url: { url: 'HTTPS://example.com/a.png', detail: null } };
  expect(() => parseBody(chatCompletionSchema, { ...body, ...part(image) })).not.toThrow();
});
