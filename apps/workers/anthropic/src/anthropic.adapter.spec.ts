import path from 'node:path';
import { FailureCode, FinishReason } from '@belugapi/contracts';
import { type AdapterAnswer, type AdapterRefusal, describeAdapter } from '@belugapi/testing';
import { anthropicAdapter } from './anthropic.adapter.js';

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
const started = { upstreamId: 'msg_synthetic', upstreamModel: 'claude-sonnet-4-5-20250929', serviceTier: 'default' };
const { STOP, LENGTH, TOOL_CALLS, CONTENT_FILTER } = FinishReason;

const answer = (name: string, only: object, totalTokens: number, more: object = {}): AdapterAnswer => ({
  name: `synthetic-${name}`,
  folded: { started, failure: undefined, choices: [only], ...more },
  totalTokens,
});

const call = (id: string, name: string, json: string) => ({ id, name, custom: false, arguments: json });
const kept = (block: object) => ({
  provider: 'anthropic',
  kind: 'thinking_block',
  data: Buffer.from(JSON.stringify(block)),
});
const signature = 'EqQBCkgIBxABGAIqQG9wYXF1ZSBzaWduYXR1cmU+/==';
const broken = (name: string, content: string, code: FailureCode, more: object = {}): AdapterAnswer => ({
  name: `synthetic-${name}`,
  folded: { started, choices: [{ content }], failure: { code }, ...more },
});

const answers: readonly AdapterAnswer[] = [
  answer('text', choice('Whales sleep — half awake 🐋.', STOP), 26, {
    usage: { uncachedInput: 14, cacheRead: 0, cacheWrite: 0, visibleOutput: 12, reasoning: undefined },
  }),
  answer(
    'thinking',
    choice('2,992 m', STOP, {
      reasoning: 'The caller asks for a depth.',
      reasoningStates: [kept({ type: 'thinking', thinking: 'The caller asks for a depth.', signature })],
    }),
    71,
    { usage: { uncachedInput: 40, visibleOutput: 11, reasoning: 20 } },
  ),
  answer(
    'thinking-omitted',
    choice(null, TOOL_CALLS, {
      toolCalls: [call('toolu_tide', 'tide_table', '{"port":"Brest"}')],
      reasoningStates: [kept({ type: 'thinking', thinking: '', signature })],
    }),
    96,
    { started: { ...started, upstreamModel: 'claude-opus-4-7' } },
  ),
  answer(
    'redacted-thinking',
    choice('I would rather not say.', STOP, {
      reasoningStates: [
        kept({ type: 'redacted_thinking', data: 'EpgBCgIYAhIkb3BhcXVlLCBzZWFsZWQgYW5kIG5vdCBmb3IgdXM=' }),
      ],
    }),
    47,
  ),
  answer(
    'parallel-tools',
    choice('Both ports.', TOOL_CALLS, {
      toolCalls: [
        call('toolu_north', 'weather', '{"city":"Tromsø","unit":"celsius"}'),
        call('toolu_south', 'weather', '{"city":"Oslo"}'),
      ],
    }),
    125,
  ),
  answer(
    'tool-without-arguments',
    choice(null, TOOL_CALLS, { toolCalls: [call('toolu_tide', 'tide_table', '{}')] }),
    72,
  ),
  answer('refusal', choice('First, find', CONTENT_FILTER), 23),
  answer('refusal-at-once', choice('', CONTENT_FILTER), 23),
  answer('max-tokens', choice('Grey wha', LENGTH), 41),
  answer('context-full', choice('Grey', LENGTH), 200_000),
  answer(
    'web-search',
    choice('Found: Whales sleep.', STOP, {
      annotations: [
        {
          choice: 0,
          annotation: {
            $case: 'urlCitation',
            value: { url: 'https://example.org/whales', title: 'Whales', startIndex: 7, endIndex: 19 },
          },
        },
      ],
    }),
    1_240,
    { usage: { uncachedInput: 1_200, visibleOutput: 40, webSearches: 2 } },
  ),
  answer('cache', choice('Aye.', STOP), 4_307, {
    started: { ...started, serviceTier: 'priority' },
    usage: { uncachedInput: 3, cacheRead: 1_800, cacheWrite: 500, cacheWriteLong: 2_000, visibleOutput: 4 },
  }),
  {
    ...broken('error-mid-stream', 'Whales', FailureCode.UPSTREAM_OVERLOADED, {
      failure: {
        code: FailureCode.UPSTREAM_OVERLOADED,
        upstream: { provider: 'anthropic', status: 200, code: 'overloaded_error' },
      },
    }),
    totalTokens: 21,
  },
  {
    name: 'synthetic-error-first',
    folded: { started: undefined, choices: [], failure: { code: FailureCode.UPSTREAM_OVERLOADED } },
  },
  { ...broken('second-message', 'Whales', FailureCode.UPSTREAM_ERROR), totalTokens: 21 },
  broken('cut-off', 'Whales sl', FailureCode.UPSTREAM_ERROR),
];

const refusal = (status: number, code: FailureCode, type: string, message: string, param?: string): AdapterRefusal => ({
  status,
  code,
  body: JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_synthetic' }),
  ...(param !== undefined && { param }),
});
const invalid = (code: FailureCode, message: string, param?: string) =>
  refusal(400, code, 'invalid_request_error', message, param);

describeAdapter(anthropicAdapter, {
  fixtures: path.join(__dirname, '__fixtures__'),
  answers,
  carried: ['input'],
  unknownFinish: { answer: 'synthetic-text', replace: 'end_turn', by: 'tide_turned' },
  refusals: [
    invalid(FailureCode.CONTEXT_LENGTH_EXCEEDED, 'prompt is too long: 210000 tokens > 200000 maximum', 'messages'),
    invalid(
      FailureCode.CONTEXT_LENGTH_EXCEEDED,
      'input length and `max_tokens` exceed context limit: 190000 + 64000 > 200000, decrease input length or `max_tokens`',
      'messages',
    ),
    invalid(FailureCode.CONTENT_POLICY_VIOLATION, 'Output blocked by content filtering policy'),
    invalid(FailureCode.UPSTREAM_AUTH_FAILED, 'Your credit balance is too low to access the Anthropic API.'),
    invalid(FailureCode.INVALID_VALUE, '`temperature` and `top_p` cannot both be specified for this model.'),
    invalid(FailureCode.INVALID_VALUE, 'max_tokens: 300000 > 64000, which is the maximum', 'max_tokens'),
    invalid(FailureCode.INVALID_VALUE, 'messages.1.content.0.text: cache_control cannot be set', 'messages'),
    invalid(FailureCode.INVALID_VALUE, 'tools.0.custom.name: String should match pattern', 'tools'),
    invalid(FailureCode.INVALID_VALUE, 'output_config.format.schema: too complex', 'response_format'),
    invalid(FailureCode.INVALID_VALUE, 'output_config.effort: not supported', 'reasoning_effort'),
    refusal(401, FailureCode.UPSTREAM_AUTH_FAILED, 'authentication_error', 'invalid x-api-key'),
    refusal(402, FailureCode.UPSTREAM_AUTH_FAILED, 'billing_error', 'no payment'),
    refusal(403, FailureCode.UPSTREAM_AUTH_FAILED, 'permission_error', 'not yours'),
    refusal(404, FailureCode.MODEL_NOT_FOUND, 'not_found_error', 'model: claude-sonet-4-5'),
    refusal(409, FailureCode.UPSTREAM_ERROR, 'conflict_error', 'again'),
    refusal(413, FailureCode.REQUEST_TOO_LARGE, 'request_too_large', 'over 32 MB'),
    refusal(429, FailureCode.UPSTREAM_RATE_LIMITED, 'rate_limit_error', 'too many'),
    refusal(500, FailureCode.UPSTREAM_ERROR, 'api_error', 'Internal server error'),
    refusal(504, FailureCode.UPSTREAM_TIMEOUT, 'timeout_error', 'late'),
    refusal(529, FailureCode.UPSTREAM_OVERLOADED, 'overloaded_error', 'Overloaded'),
  ],
});
