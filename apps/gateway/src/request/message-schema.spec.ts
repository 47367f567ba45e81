import { type Failure, FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { messageSchema } from './message-schema.js';
import { parseBody } from './parse-body.js';

function failureOf(message: object): Failure {
  try {
    parseBody(messageSchema, message);
  } catch (error) {
    if (error instanceof CompletionFailure) return error.failure;
    throw error;
  }
  throw new Error(`taken: ${JSON.stringify(message)}`);
}

const state = { type: 'reasoning.state', provider: 'p', kind: 'k', data: 'AAAA' };
const assistant = (more: object) => ({ role: 'assistant', content: 'x', ...more });

test.each<[object, string, string]>([
  [assistant({ reasoning_details: 'Hm.' }), 'reasoning_details', 'expected array, received string.'],
  [assistant({ reasoning_details: ['Hm.'] }), 'reasoning_details[0]', 'expected object, received string.'],
  [
    assistant({ reasoning_details: [{ type: 'reasoning.text' }, { ...state, data: '%' }] }),
    'reasoning_details[1].data',
    'must be base64.',
  ],
  [assistant({ reasoning_details: Array(1_001).fill(state) }), 'reasoning_details', 'expected at most 1000 elements.'],
  [
    assistant({ reasoning_details: [{ ...state, data: 'AAAA'.repeat(1024 * 1024 + 1) }] }),
    'reasoning_details[0].data',
    'expected at most 4194304 characters.',
  ],
  [
    { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav"; x="' } }] },
    'content[0].input_audio.format',
    'must be 1 to 16 letters or digits, as in wav.',
  ],
])('what is wrong is named exactly: %#', (message, param, reason) => {
  expect(failureOf(message)).toEqual({
    code: FailureCode.INVALID_VALUE,
    message: `Invalid value for '${param}': ${reason}`,
    param,
  });
});

test.each([
  ['reasoning', assistant({ reasoning: 'Hm.' })],
  ['reasoning_details[0].extra', assistant({ reasoning_details: [{ ...state, extra: 1 }] })],
])('unknown: %s', (param, message) => {
  expect(failureOf(message)).toMatchObject({ code: FailureCode.UNKNOWN_PARAMETER, param });
});

test.each<[string, object]>([
  ['plain', { content: 'Hi', refusal: null, annotations: [] }],
  ['empty', { content: '', refusal: null }],
  ['with everything null', { content: 'Hi', refusal: null, audio: null, function_call: null, tool_calls: null }],
  ['refused', { content: null, refusal: 'No.' }],
  [
    'with reasoning to give back',
    {
      content: null,
      reasoning_details: [{ type: 'reasoning.state', provider: 'p', kind: 'k', tool_call_id: null, data: 'AAAA' }],
    },
  ],
  ['reasoned only', { content: null, refusal: null, reasoning_content: 'Hm.' }],
  [
    'with tool calls, read by the SDK',
    {
      content: null,
      refusal: null,
      parsed: null,
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}', parsed_arguments: {} } },
        { id: 'call_2', type: 'custom', custom: { name: 'shell', input: 'ls' } },
      ],
    },
  ],
  [
    'with a citation',
    {
      content: 'Hi',
      annotations: [
        { type: 'url_citation', url_citation: { url: 'https://x', title: '', start_index: 0, end_index: 2 } },
      ],
    },
  ],
  ['spoken', { content: null, audio: { id: 'audio_1', data: 'AAAA', expires_at: 1, transcript: 'Hi' } }],
])('an answer sent back is taken: %s', (_what, answer) => {
  expect(() => parseBody(messageSchema, { role: 'assistant', ...answer })).not.toThrow();
});
