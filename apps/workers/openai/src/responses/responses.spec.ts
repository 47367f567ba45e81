import path from 'node:path';
import { FailureCode, FinishReason } from '@belugapi/contracts';
import { type AdapterAnswer, type AdapterRefusal, describeAdapter } from '@belugapi/testing';
import { functionTool } from '../__fixtures__/function-tool.js';
import { taskOn } from '../__fixtures__/task-on.js';
import { openAiAdapter } from '../openai.adapter.js';

const { STOP, LENGTH, TOOL_CALLS, CONTENT_FILTER } = FinishReason;
const started = { upstreamId: 'resp_synthetic', upstreamModel: 'gpt-5.2-pro-2025-12-11', serviceTier: 'default' };

const choice = (content: string | null, finishReason: FinishReason, more: object = {}) => ({
  index: 0,
  content,
  finishReason,
  reasoning: '',
  refusal: null,
  toolCalls: [],
  annotations: [],
  reasoningStates: [],
  ...more,
});

const answer = (name: string, choices: object, totalTokens?: number, more: object = {}): AdapterAnswer => ({
  name: `synthetic-${name}`,
  folded: { started, failure: undefined, choices: [choices], ...more },
  ...(totalTokens !== undefined && { totalTokens }),
});
const failed = (name: string, code: FailureCode, more: object = {}, totalTokens?: number): AdapterAnswer => ({
  name: `synthetic-${name}`,
  folded: { failure: { code, upstream: { provider: 'openai', status: 200 } }, ...more },
  ...(totalTokens !== undefined && { totalTokens }),
});

const call = (id: string, name: string, json: string, custom = false) => ({ id, name, custom, arguments: json });
const citation = (url: string, title: string, startIndex: number, endIndex: number) => ({
  choice: 0,
  annotation: { $case: 'urlCitation', value: { url, title, startIndex, endIndex } },
});
const kept = {
  type: 'reasoning',
  id: 'rs_1',
  summary: [
    { type: 'summary_text', text: '**Two cities**' },
    { type: 'summary_text', text: 'Ask for both at once.' },
  ],
  encrypted_content: 'gAAAA-synthetic',
};

const answers: readonly AdapterAnswer[] = [
  answer('text', choice('Whales sleep — half awake 🐋.', STOP), 26, {
    usage: { uncachedInput: 13, cacheRead: 4, visibleOutput: 9, reasoning: 0 },
  }),
  answer(
    'reasoning-and-calls',
    choice(null, TOOL_CALLS, {
      reasoning: '**Two cities**\n\nAsk for both at once.',
      reasoningStates: [
        { provider: 'openai', toolCallId: undefined, kind: 'reasoning_item', data: Buffer.from(JSON.stringify(kept)) },
      ],
      toolCalls: [
        call('call_north', 'weather', '{"city":"Tromsø","unit":"celsius"}'),
        call('call_south', 'weather', '{"city":"Oslo"}'),
      ],
    }),
    201,
    { usage: { visibleOutput: 44, reasoning: 96 } },
  ),
  answer(
    'call-without-arguments',
    choice(null, TOOL_CALLS, { toolCalls: [call('call_tide', 'tide_table', '{}')] }),
    72,
  ),
  answer(
    'whole-items',
    choice('Let me look.', TOOL_CALLS, {
      reasoning: 'The caller asks for a depth.',
      toolCalls: [call('call_depth', 'weather', '{"city":"Bergen"}')],
    }),
    70,
  ),
  answer('refusal', choice(null, STOP, { refusal: 'I’m sorry, I can’t help with that.' }), 42),
  answer(
    'citations',
    choice('Looking 🐋. Whales sleep.', STOP, {
      // Counted in characters of the whole text, of which the commentary is eleven.
      annotations: [
        citation('https://example.org/whales', 'Whales', 11, 17),
        citation('https://example.org/sleep', 'Sleep', 18, 23),
      ],
    }),
    431,
    { usage: { webSearches: 2 } },
  ),
  answer(
    'custom-call',
    choice(null, TOOL_CALLS, { toolCalls: [call('call_sql', 'query', 'SELECT depth FROM dives', true)] }),
    70,
  ),
  answer(
    'parallel-wrapper',
    choice(null, TOOL_CALLS, {
      toolCalls: [call('call_all_0', 'weather', '{"city":"Oslo"}'), call('call_all_1', 'tide_table', '{}')],
    }),
    94,
  ),
  answer('incomplete', choice('Whales sleep half', LENGTH), 33),
  answer('content-filter', choice('The har', CONTENT_FILTER), 25),
  answer('empty-with-length', choice('', LENGTH), 112, { usage: { visibleOutput: 0, reasoning: 100 } }),
  answer(
    'logprobs',
    choice('Yes.', STOP, {
      logprobs: [
        { token: 'Yes', logprob: -0.01, bytes: Buffer.from('Yes'), top: [{ token: 'Yes' }, { token: 'No' }] },
        { token: '.', logprob: -0.2, bytes: Buffer.from('.'), top: [] },
      ],
    }),
    13,
  ),
  answer('without-usage', choice('Aye.', STOP)),
  failed('error-at-once', FailureCode.UPSTREAM_RATE_LIMITED, { started, choices: [] }),
  failed('failed', FailureCode.UPSTREAM_ERROR, { choices: [{ content: 'Whales' }] }, 20),
  failed('failed-whole', FailureCode.CONTENT_POLICY_VIOLATION, { choices: [] }, 20),
  failed('error-in-200', FailureCode.UPSTREAM_OVERLOADED, { started: undefined, choices: [] }),
  {
    name: 'synthetic-cut-off',
    folded: { choices: [{ content: 'Whales sl' }], failure: { code: FailureCode.UPSTREAM_ERROR } },
  },
];

const refusal = (status: number, code: FailureCode, error: object, param?: string): AdapterRefusal => ({
  status,
  code,
  body: JSON.stringify({ error: { type: 'invalid_request_error', ...error } }),
  ...(param !== undefined && { param }),
});

describeAdapter(openAiAdapter, {
  fixtures: path.join(__dirname, '__fixtures__'),
  answers,
  unknownFinish: { answer: 'synthetic-incomplete', replace: 'max_output_tokens', by: 'tide_turned' },
  refusals: [
    refusal(400, FailureCode.MODEL_NOT_FOUND, { code: 'model_not_found', param: 'model' }, 'model'),
    refusal(400, FailureCode.CONTENT_POLICY_VIOLATION, { code: 'invalid_prompt' }),
    refusal(400, FailureCode.CONTEXT_LENGTH_EXCEEDED, { code: 'context_length_exceeded', param: 'input' }, 'messages'),
    refusal(400, FailureCode.INVALID_VALUE, { code: 'invalid_value', param: 'input[2].content' }, 'messages'),
    refusal(
      400,
      FailureCode.UNSUPPORTED_PARAMETER,
      { code: 'unsupported_parameter', param: 'reasoning.effort' },
      'reasoning_effort',
    ),
    refusal(400, FailureCode.INVALID_VALUE, { param: 'text.format.schema' }, 'response_format'),
    refusal(400, FailureCode.INVALID_VALUE, { param: 'text.verbosity' }, 'verbosity'),
    refusal(400, FailureCode.INVALID_VALUE, { param: 'max_output_tokens' }, 'max_completion_tokens'),
    refusal(400, FailureCode.INVALID_VALUE, { param: 'tools[0].name' }, 'tools[0].name'),
  ],
  task: (stream) => taskOn('responses', { stream, tools: [functionTool('weather'), functionTool('tide_table')] }),
});
