import path from 'node:path';
import { FailureCode, FinishReason } from '@belugapi/contracts';
import { type ModelRow, modelRows } from '@belugapi/model-catalog';
import { type AdapterAnswer, type AdapterRefusal, adapterTask, describeAdapter, foldEvents } from '@belugapi/testing';
import { openAiAdapter } from './openai.adapter.js';

const choice = (index: number, content: string | null, finishReason: FinishReason, more: object = {}) => ({
  index,
  content,
  finishReason,
  reasoning: '',
  refusal: null,
  toolCalls: [],
  ...more,
});
const started = { upstreamId: 'chatcmpl-synthetic', upstreamModel: 'gpt-5.2-2025-12-11', serviceTier: 'default' };
const { STOP, LENGTH, TOOL_CALLS, CONTENT_FILTER } = FinishReason;

const answer = (name: string, choices: object[], totalTokens?: number, more: object = {}): AdapterAnswer => ({
  name: `synthetic-${name}`,
  folded: { started, failure: undefined, choices, ...more },
  ...(totalTokens !== undefined && { totalTokens }),
});

const call = (id: string, name: string, json: string) => ({ id, name, custom: false, arguments: json });
const citation = (url: string, title: string, startIndex: number, endIndex: number) => ({
  choice: 0,
  annotation: { $case: 'urlCitation', value: { url, title, startIndex, endIndex } },
});

const answers: readonly AdapterAnswer[] = [
  answer('text', [choice(0, 'Whales sleep — half awake 🐋.', STOP)], 26),
  answer(
    'parallel-tool-calls',
    [
      choice(0, null, TOOL_CALLS, {
        toolCalls: [
          call('call_north', 'weather', '{"city":"Tromsø","unit":"celsius"}'),
          call('call_south', 'weather', '{"city":"Oslo"}'),
        ],
      }),
    ],
    125,
  ),
  answer(
    'tool-call-without-arguments',
    [choice(0, null, TOOL_CALLS, { toolCalls: [call('call_tide', 'tide_table', '{}')] })],
    72,
  ),
  answer('reasoning', [choice(0, '2,992 m', STOP, { reasoning: 'The caller asks for a depth.' })], 1_540, {
    usage: { uncachedInput: 176, cacheRead: 1_024, visibleOutput: 20, reasoning: 320 },
  }),
  answer('refusal', [choice(0, null, STOP, { refusal: 'I’m sorry, I can’t help with that.' })], 42),
  answer(
    'logprobs',
    [
      choice(0, 'Yes🐋', STOP, {
        logprobs: [
          { token: 'Yes', logprob: -0.01, bytes: Buffer.from('Yes'), top: [{ token: 'Yes' }, { token: 'No' }] },
          { token: '\\xf0\\x9f', bytes: Buffer.of(0xf0, 0x9f), top: [] },
          { token: '\\x90\\x8b', bytes: Buffer.of(0x90, 0x8b), top: [] },
        ],
      }),
    ],
    15,
  ),
  answer(
    'annotations',
    [
      choice(0, 'Whales sleep', STOP, {
        annotations: [
          citation('https://example.org/whales', 'Whales', 0, 6),
          citation('https://example.org/sleep', 'Sleep', 7, 12),
        ],
      }),
    ],
    13,
  ),
  answer('two-choices', [choice(0, 'Grey whale', LENGTH), choice(1, 'Blue', STOP)], 14),
  answer('usage-with-choices', [choice(0, 'Deep.', STOP)], 16),
  answer('content-filter', [choice(0, 'The har', CONTENT_FILTER)], 25),
  answer('empty-with-length', [choice(0, '', LENGTH)], 112, { usage: { visibleOutput: 0, reasoning: 100 } }),
  answer('without-usage', [choice(0, 'Aye.', STOP)]),
  answer('error-mid-stream', [{ content: 'Whales' }], undefined, {
    failure: { code: FailureCode.UPSTREAM_ERROR, upstream: { provider: 'openai', status: 200, code: 'server_error' } },
  }),
  answer('cut-off', [{ content: 'Whales sl' }], undefined, { failure: { code: FailureCode.UPSTREAM_ERROR } }),
  {
    name: 'synthetic-error-in-200',
    folded: { started: undefined, choices: [], failure: { code: FailureCode.UPSTREAM_RATE_LIMITED } },
  },
];

const refusal = (status: number, code: FailureCode, error: object, param?: string): AdapterRefusal => ({
  status,
  code,
  body: JSON.stringify({ error }),
  ...(param !== undefined && { param }),
});

describeAdapter(openAiAdapter, {
  fixtures: path.join(__dirname, '__fixtures__'),
  answers,
  unknownFinish: {
    answer: 'synthetic-text',
    replace: 'stop',
    by: 'tide_turned',
  },
  refusals: [
    refusal(400, FailureCode.CONTEXT_LENGTH_EXCEEDED, { code: 'context_length_exceeded' }, 'messages'),
    refusal(400, FailureCode.CONTENT_POLICY_VIOLATION, { code: 'content_policy_violation' }),
    refusal(
      400,
      FailureCode.UNSUPPORTED_PARAMETER,
      { code: 'unsupported_parameter', param: 'max_tokens' },
      'max_tokens',
    ),
    refusal(400, FailureCode.UNSUPPORTED_PARAMETER, { code: 'unsupported_value', param: 'stream' }, 'stream'),
    refusal(400, FailureCode.MODEL_NOT_FOUND, { code: 'model_not_found' }),
    refusal(400, FailureCode.INVALID_VALUE, { type: 'invalid_request_error', param: 'n', code: null }, 'n'),
    refusal(400, FailureCode.UPSTREAM_AUTH_FAILED, { code: 'invalid_api_key' }),
    refusal(429, FailureCode.UPSTREAM_RATE_LIMITED, { type: 'tokens', code: 'rate_limit_exceeded' }),
    refusal(429, FailureCode.UPSTREAM_AUTH_FAILED, { type: 'insufficient_quota', code: 'insufficient_quota' }),
    refusal(503, FailureCode.UPSTREAM_OVERLOADED, { type: 'server_error' }),
  ],
});

const prices = { version: 'of the operator', input: 1, output: 1, webSearch: 1 };

it.each([
  ['gpt-5-search-api', {}, 1],
  ['gpt-5-search-api-2025-10-14', {}, 1],
  ['gpt-5-search-api', { counting: { searches: 3 } }, 3],
  ['gpt-5.2', {}, undefined],
  ['gpt-5.2', { prices }, 1],
])('counts the searches that %s makes for every answer, which its usage does not tell', (id, more, searches) => {
  const row = { ...modelRows.find((one) => one.id === id), ...more } as ModelRow;
  const body = {
    id: 'chatcmpl-1',
    model: id,
    choices: [{ index: 0, message: { role: 'assistant', content: 'Upright.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 },
  };
  const events = openAiAdapter.fromResponse(JSON.stringify(body), adapterTask({}, { row }));
  expect(foldEvents(events).usage?.webSearches).toBe(searches);
});
