import path from 'node:path';
import { FailureCode, FinishReason } from '@belugapi/contracts';
import { describeAdapter, describeRecordings } from '@belugapi/testing';
import { moonshotAdapter } from './moonshot.adapter.js';

const refusal = (status: number, type: string | null, message: string, code: FailureCode, param?: string) => ({
  status,
  body: JSON.stringify({ error: { type, message } }),
  code,
  ...(param !== undefined && { param }),
});
const { UPSTREAM_AUTH_FAILED, UPSTREAM_RATE_LIMITED, UPSTREAM_OVERLOADED, CONTEXT_LENGTH_EXCEEDED } = FailureCode;

describeAdapter(moonshotAdapter, {
  fixtures: path.join(__dirname, '__fixtures__'),
  answers: [
    {
      name: 'synthetic-usage-in-choice',
      folded: {
        started: { upstreamId: 'cmpl-1', upstreamModel: 'kimi-k2.6' },
        choices: [{ content: 'They drift 🐋.', reasoning: 'Whales drift.', finishReason: FinishReason.STOP }],
        usage: { uncachedInput: 11, cacheRead: 8, visibleOutput: 13 },
      },
      totalTokens: 32,
    },
    {
      // Ids as the model was trained on, and usage at the top.
      name: 'synthetic-tool-calls',
      folded: {
        choices: [
          {
            reasoning: 'Two dives.',
            toolCalls: [
              { id: 'functions.dive:0', name: 'dive', arguments: '{"depth": 9}' },
              { id: 'functions.dive:1', name: 'dive', arguments: '{"depth": 12}' },
            ],
            finishReason: FinishReason.TOOL_CALLS,
          },
        ],
        usage: { uncachedInput: 44, cacheRead: 256, reasoning: 9 },
      },
      totalTokens: 340,
    },
    {
      name: 'synthetic-error-mid-stream',
      folded: { choices: [{ content: 'They' }], failure: { code: UPSTREAM_OVERLOADED } },
    },
  ],
  unknownFinish: { answer: 'synthetic-usage-in-choice', replace: '"stop"', by: '"meditating"' },
  refusals: [
    refusal(400, 'content_filter', 'Refused', FailureCode.CONTENT_POLICY_VIOLATION),
    refusal(400, 'invalid_request_error', 'The request was considered high risk', FailureCode.CONTENT_POLICY_VIOLATION),
    refusal(400, 'invalid_request_error', 'Input token length too long', CONTEXT_LENGTH_EXCEEDED, 'messages'),
    refusal(
      400,
      'invalid_request_error',
      'Invalid request: Your request exceeded model token limit : 262144',
      CONTEXT_LENGTH_EXCEEDED,
      'messages',
    ),
    refusal(400, 'invalid_request_error', 'invalid role: x', FailureCode.INVALID_VALUE),
    refusal(401, 'incorrect_api_key_error', 'Incorrect API key provided', UPSTREAM_AUTH_FAILED),
    refusal(403, 'permission_denied_error', 'no', UPSTREAM_AUTH_FAILED),
    refusal(404, 'resource_not_found_error', 'Not found the model x', FailureCode.MODEL_NOT_FOUND),
    refusal(429, 'exceeded_current_quota_error', 'You exceeded your quota', UPSTREAM_AUTH_FAILED),
    refusal(429, null, 'Your account org-1 is suspended due to insufficient balance', UPSTREAM_AUTH_FAILED),
    refusal(429, 'rate_limit_reached_error', 'max RPM: 3', UPSTREAM_RATE_LIMITED),
    refusal(429, 'rate_limit_error', 'The engine is currently overloaded', UPSTREAM_RATE_LIMITED),
    refusal(429, 'engine_overloaded_error', 'The engine is currently overloaded', UPSTREAM_OVERLOADED),
    refusal(500, 'server_error', 'no', FailureCode.UPSTREAM_ERROR),
  ],
});

describeRecordings(moonshotAdapter, { vendors: ['moonshot'], endpoint: 'openai.chat' });

it('asks for pictures as bytes and for lost reasoning to be remembered', () => {
  expect(moonshotAdapter).toMatchObject({
    images: { fetchedByVendor: [], mediaTypes: expect.arrayContaining(['image/png', 'image/jpeg']) as unknown },
    remembersReasoning: true,
  });
});
