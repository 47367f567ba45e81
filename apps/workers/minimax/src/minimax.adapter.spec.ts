import path from 'node:path';
import { FailureCode, FinishReason } from '@belugapi/contracts';
import { type AdapterAnswer, describeAdapter, describeRecordings } from '@belugapi/testing';
import { miniMaxAdapter } from './minimax.adapter.js';

const { STOP, LENGTH, TOOL_CALLS, CONTENT_FILTER } = FinishReason;
const answer = (name: string, totalTokens: number | undefined, choice: object, more: object = {}): AdapterAnswer => ({
  name: `synthetic-${name}`,
  folded: { choices: [choice], ...more },
  ...(totalTokens !== undefined && { totalTokens }),
});
const drifting = { content: 'They drift 🐋.', reasoning: 'Whales drift.', finishReason: STOP };

const base = (number: number, message: string) =>
  JSON.stringify({ base_resp: { status_code: number, status_msg: message } });
const wrapped = (message: string, type: string, http: number) =>
  JSON.stringify({ type: 'error', error: { type, message, http_code: String(http) }, request_id: 'mm-1' });

describeAdapter(miniMaxAdapter, {
  fixtures: path.join(__dirname, '__fixtures__'),
  answers: [
    // The last line repeats the whole answer.
    answer('split', 46, drifting, {
      started: { upstreamId: 'mm-1', upstreamModel: 'MiniMax-M2.1' },
      usage: { uncachedInput: 10, cacheRead: 16, visibleOutput: 9, reasoning: 11 },
    }),
    // The reasoning so far, each time.
    answer('growing', 46, drifting),
    answer('think-tags', 46, {
      content: 'They drift </think> 🐋.',
      reasoning: 'Whales\n\ndrift < swim.',
      finishReason: STOP,
    }),
    answer('tool-call', 340, {
      content: null,
      reasoning: 'A dive.',
      toolCalls: [{ id: 'call_function_1', name: 'dive', arguments: '{"depth": 9}' }],
      finishReason: TOOL_CALLS,
    }),
    answer('filtered', 26, { content: '', finishReason: CONTENT_FILTER }),
    answer('filtered-late', 30, { content: 'They dri', finishReason: CONTENT_FILTER }),
    answer('held-at-the-end', undefined, { content: '', reasoning: 'Deep</th', finishReason: LENGTH }),
    answer(
      'error-mid-stream',
      undefined,
      { content: 'They' },
      {
        failure: { code: FailureCode.UPSTREAM_ERROR, message: 'system error', upstream: { code: '1033' } },
      },
    ),
    {
      name: 'synthetic-error-in-200',
      folded: {
        started: undefined,
        choices: [],
        failure: { code: FailureCode.UPSTREAM_RATE_LIMITED, upstream: { code: '1002', status: 200 } },
      },
    },
  ],
  unknownFinish: { answer: 'synthetic-split', replace: '"stop"', by: '"meditating"' },
  refusals: [
    { status: 500, body: base(1000, 'unknown error'), code: FailureCode.UPSTREAM_ERROR },
    { status: 500, body: base(1001, 'request timeout'), code: FailureCode.UPSTREAM_TIMEOUT },
    { status: 400, body: base(1002, 'rate limit'), code: FailureCode.UPSTREAM_RATE_LIMITED },
    { status: 400, body: base(1004, 'not authorized'), code: FailureCode.UPSTREAM_AUTH_FAILED },
    { status: 429, body: base(1008, 'insufficient balance'), code: FailureCode.UPSTREAM_AUTH_FAILED },
    { status: 400, body: base(1026, 'input new_sensitive'), code: FailureCode.CONTENT_POLICY_VIOLATION },
    { status: 400, body: base(1027, 'output new_sensitive'), code: FailureCode.CONTENT_POLICY_VIOLATION },
    { status: 400, body: base(1039, 'token limit'), code: FailureCode.UPSTREAM_RATE_LIMITED },
    {
      status: 400,
      body: base(1039, 'token limit: context window exceeded'),
      code: FailureCode.CONTEXT_LENGTH_EXCEEDED,
      param: 'messages',
    },
    { status: 200, body: base(2013, 'invalid params'), code: FailureCode.INVALID_VALUE },
    { status: 400, body: base(2056, 'usage limit exceeded'), code: FailureCode.UPSTREAM_AUTH_FAILED },
    { status: 503, body: base(9999, 'news'), code: FailureCode.UPSTREAM_OVERLOADED },
    {
      status: 400,
      body: wrapped("invalid params, unknown model 'minimax-m2.1' (2013)", 'bad_request_error', 400),
      code: FailureCode.MODEL_NOT_FOUND,
    },
    {
      status: 400,
      body: wrapped('invalid params, context window exceeds limit (2013)', 'bad_request_error', 400),
      code: FailureCode.CONTEXT_LENGTH_EXCEEDED,
      param: 'messages',
    },
    {
      status: 429,
      body: wrapped('insufficient balance (1008)', 'requests', 429),
      code: FailureCode.UPSTREAM_AUTH_FAILED,
    },
    { status: 529, body: wrapped('busy', 'overloaded_error', 529), code: FailureCode.UPSTREAM_OVERLOADED },
  ],
});

describeRecordings(miniMaxAdapter, { vendors: ['minimax'], endpoint: 'openai.chat' });

it('names its trace for MiniMax’s support', () => {
  for (const header of ['trace-id', 'trace_id']) {
    const failure = miniMaxAdapter.toFailure({ status: 500, headers: { [header]: 't-1' }, body: '' });
    expect(failure.upstream).toMatchObject({ requestId: 't-1' });
  }
});
