import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FailureCode, FinishReason } from '@belugapi/contracts';
import {
  adapterTask,
  type AdapterAnswer,
  type AdapterRefusal,
  describeAdapter,
  eventOrderProblems,
  streamedEvents,
} from '@belugapi/testing';
import { googleAdapter } from './google.adapter.js';

const fixtures = path.join(__dirname, '__fixtures__');

const choice = (content: string | null, finishReason: FinishReason, more: object = {}) => ({
  index: 0,
  content,
  finishReason,
  reasoning: '',
  refusal: null,
  toolCalls: [],
  ...more,
});
const started = { upstreamId: 'synthetic-response', upstreamModel: 'gemini-3-flash-preview' };
const { STOP, LENGTH, TOOL_CALLS, CONTENT_FILTER } = FinishReason;

const answer = (name: string, choices: object[], totalTokens?: number, more: object = {}): AdapterAnswer => ({
  name: `synthetic-${name}`,
  folded: { started, failure: undefined, choices, ...more },
  ...(totalTokens !== undefined && { totalTokens }),
});

const call = (id: unknown, name: string, json: string) => ({ id, name, custom: false, arguments: json });
const citation = (url: string, title: string) => ({
  choice: 0,
  annotation: { $case: 'urlCitation', value: { url, title, startIndex: 0, endIndex: 0 } },
});
const failure = (code: FailureCode, word: string) => ({
  failure: { code, upstream: { provider: 'google', status: 200, code: word } },
});

const answers: readonly AdapterAnswer[] = [
  answer('text', [choice('Whales sleep — half awake 🐋.', STOP)], 21, {
    usage: { uncachedInput: 9, cacheRead: 0, visibleOutput: 12, reasoning: 0 },
  }),
  answer(
    'parallel-calls',
    [
      choice(null, TOOL_CALLS, {
        toolCalls: [
          call('fc_north', 'weather', '{"city":"Tromsø","unit":"celsius"}'),
          call('fc_south', 'weather', '{"city":"Oslo"}'),
        ],
      }),
    ],
    125,
  ),
  answer(
    'call-without-arguments',
    [choice(null, TOOL_CALLS, { toolCalls: [call('fc_tide', 'tide_table', '{}')] })],
    72,
  ),
  answer(
    'call-without-id',
    [
      choice('One moment. ', TOOL_CALLS, {
        toolCalls: [call(expect.stringMatching(/^call_[0-9a-f]{24}$/), 'tide_table', '{"port":"Bergen"}')],
      }),
    ],
    70,
  ),
  answer('reasoning', [choice('2,992 m', STOP, { reasoning: 'The caller asks for a depth.' })], 1_540, {
    usage: { uncachedInput: 176, cacheRead: 1_024, visibleOutput: 20, reasoning: 320 },
  }),
  answer(
    'grounding',
    [
      choice('Whales sleep', STOP, {
        annotations: [
          citation('https://example.org/whales', 'example.org'),
          citation('https://example.org/sleep', 'Sleep'),
        ],
      }),
    ],
    144,
    { usage: { uncachedInput: 119, visibleOutput: 20, reasoning: 5 } },
  ),
  answer('thoughts-to-the-limit', [choice('', LENGTH, { reasoning: 'Hm.' })], 112, {
    usage: { visibleOutput: 0, reasoning: 100 },
  }),
  answer('safety', [choice('The har', CONTENT_FILTER)], 25),
  answer('blocked-prompt', [], 12, failure(FailureCode.CONTENT_POLICY_VIOLATION, 'PROHIBITED_CONTENT')),
  answer('malformed-call', [{ content: null }], 65, failure(FailureCode.UPSTREAM_ERROR, 'MALFORMED_FUNCTION_CALL')),
  answer('malformed-after-text', [choice('High tide:', STOP)], 44),
  answer('usage-after-finish', [choice('Deep.', STOP)], 16),
  answer('audio', [choice('A song.', STOP)], 306, {
    // 300 in all, 100 of them cached, 90 of those audio: 166 of the 256 audio tokens are fresh.
    usage: { uncachedInput: 34, cacheRead: 100, audioInput: 166, visibleOutput: 6 },
  }),
  answer('without-usage', [choice('Aye.', STOP)]),
  // The prompt alone was counted by then, so nothing is said of usage.
  answer(
    'error-mid-stream',
    [{ content: 'Whales' }],
    undefined,
    failure(FailureCode.UPSTREAM_OVERLOADED, 'UNAVAILABLE'),
  ),
  answer('cut-off', [{ content: 'Whales sleep' }], undefined, failure(FailureCode.UPSTREAM_ERROR, '')),
  {
    name: 'synthetic-error-in-200',
    folded: { started: undefined, choices: [], failure: { code: FailureCode.UPSTREAM_RATE_LIMITED } },
  },
];

const refusal = (
  status: number,
  word: string,
  message: string,
  code: FailureCode,
  { param, details }: { param?: string; details?: object[] } = {},
): AdapterRefusal => ({
  status,
  code,
  body: JSON.stringify({ error: { code: status, message, status: word, details } }),
  ...(param !== undefined && { param }),
});

const quota = (quotaId: string) => ({
  details: [{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId }] }],
});

describeAdapter(googleAdapter, {
  fixtures,
  answers,
  carried: ['args'],
  unknownFinish: { answer: 'synthetic-text', replace: '"STOP"', by: '"TIDE_TURNED"' },
  refusals: [
    refusal(400, 'INVALID_ARGUMENT', 'Invalid value at contents.', FailureCode.INVALID_VALUE),
    refusal(
      400,
      'INVALID_ARGUMENT',
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      FailureCode.CONTEXT_LENGTH_EXCEEDED,
      { param: 'messages' },
    ),
    refusal(
      400,
      'INVALID_ARGUMENT',
      'Request payload size exceeds the limit: 20971520 bytes.',
      FailureCode.REQUEST_TOO_LARGE,
    ),
    refusal(
      400,
      'INVALID_ARGUMENT',
      'API key not valid. Please pass a valid API key.',
      FailureCode.UPSTREAM_AUTH_FAILED,
    ),
    refusal(400, 'INVALID_ARGUMENT', 'No.', FailureCode.UPSTREAM_AUTH_FAILED, {
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }],
    }),
    refusal(
      400,
      'FAILED_PRECONDITION',
      'User location is not supported for the API use.',
      FailureCode.UPSTREAM_AUTH_FAILED,
    ),
    refusal(403, 'PERMISSION_DENIED', 'Method doesn’t allow it.', FailureCode.UPSTREAM_AUTH_FAILED),
    refusal(404, 'NOT_FOUND', 'models/gemini-0 is not found', FailureCode.MODEL_NOT_FOUND),
    refusal(429, 'RESOURCE_EXHAUSTED', 'Slow down.', FailureCode.UPSTREAM_RATE_LIMITED),
    refusal(
      429,
      'RESOURCE_EXHAUSTED',
      'You exceeded your current quota.',
      FailureCode.UPSTREAM_RATE_LIMITED,
      quota('GenerateRequestsPerMinutePerProjectPerModel'),
    ),
    refusal(
      429,
      'RESOURCE_EXHAUSTED',
      'You exceeded your current quota.',
      FailureCode.UPSTREAM_AUTH_FAILED,
      quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
    ),
    refusal(499, 'CANCELLED', 'The operation was cancelled.', FailureCode.UPSTREAM_ERROR),
    refusal(500, 'INTERNAL', 'An internal error has occurred.', FailureCode.UPSTREAM_ERROR),
    refusal(503, 'UNAVAILABLE', 'The model is overloaded.', FailureCode.UPSTREAM_OVERLOADED),
    refusal(504, 'DEADLINE_EXCEEDED', 'Deadline expired.', FailureCode.UPSTREAM_TIMEOUT),
  ],
});

// The contract suite cuts behind blank lines that end in LF alone; Google's end in CRLF.
describe('a stream with CRLF line ends', () => {
  it.each(['text', 'parallel-calls', 'reasoning', 'grounding', 'malformed-call'])(
    '%s fails where it breaks off before its finish reason, and is whole after it',
    async (name) => {
      const bytes = readFileSync(path.join(fixtures, `synthetic-${name}.sse`));
      const messages = bytes.toString().split(/(?<=\r\n\r\n)/);
      expect(messages.length).toBeGreaterThan(1);
      for (const [count] of messages.entries()) {
        const pieces = [Buffer.from(messages.slice(0, count).join(''))];
        const events = await streamedEvents(googleAdapter, pieces, adapterTask({ stream: true }));
        expect(eventOrderProblems(events)).toEqual([]);
        expect(events.at(-1)?.event).toMatchObject({ $case: 'failed', value: { code: FailureCode.UPSTREAM_ERROR } });
      }
    },
  );
});
