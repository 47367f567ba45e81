import path from 'node:path';
import { FailureCode, FinishReason } from '@belugapi/contracts';
import { failureTraits } from '@belugapi/completion';
import { describeAdapter, describeRecordings } from '@belugapi/testing';
import { deepSeekAdapter } from './deepseek.adapter.js';

const { STOP, TOOL_CALLS } = FinishReason;

describeAdapter(deepSeekAdapter, {
  fixtures: path.join(__dirname, '__fixtures__'),
  answers: [
    {
      // Comments keep the stream alive, empty lines the whole answer.
      name: 'synthetic-thinking',
      folded: {
        started: { upstreamId: 'ds-1', upstreamModel: 'deepseek-flash' },
        choices: [{ content: 'They drift 🐋.', reasoning: 'Whales drift.', finishReason: STOP }],
        usage: { uncachedInput: 4, cacheRead: 16, visibleOutput: 5, reasoning: 7 },
      },
      totalTokens: 32,
    },
    {
      name: 'synthetic-parallel-calls',
      folded: {
        choices: [
          {
            content: null,
            reasoning: '',
            toolCalls: [
              { id: 'call_00_n', name: 'dive', arguments: '{"depth": 9}' },
              { id: 'call_01_s', name: 'surface', arguments: '{}' },
            ],
            finishReason: TOOL_CALLS,
          },
        ],
        usage: { uncachedInput: 44, cacheRead: 256 },
      },
      totalTokens: 340,
    },
    {
      name: 'synthetic-out-of-resources',
      folded: {
        choices: [{ content: 'They' }],
        failure: {
          code: FailureCode.UPSTREAM_ERROR,
          upstream: { provider: 'deepseek', code: 'insufficient_system_resource' },
        },
      },
      totalTokens: 22,
    },
  ],
  unknownFinish: { answer: 'synthetic-thinking', replace: '"stop"', by: '"meditating"' },
  refusals: [
    {
      status: 402,
      body: '{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}',
      code: FailureCode.UPSTREAM_AUTH_FAILED,
    },
    {
      status: 400,
      body: '{"error":{"message":"Content Exists Risk","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}',
      code: FailureCode.CONTENT_POLICY_VIOLATION,
    },
    {
      status: 400,
      body: '{"error":{"message":"This model\'s maximum context length is 131072 tokens. However, you requested 140000 tokens","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}',
      code: FailureCode.CONTEXT_LENGTH_EXCEEDED,
      param: 'messages',
    },
    {
      status: 422,
      body: '{"error":{"message":"Invalid max_tokens","type":null,"param":"max_tokens","code":"invalid_request_error"}}',
      code: FailureCode.INVALID_VALUE,
      param: 'max_tokens',
    },
    { status: 429, body: '{"error":{"message":"Rate limit","type":null}}', code: FailureCode.UPSTREAM_RATE_LIMITED },
    { status: 503, body: '{"error":{"message":"Server overloaded"}}', code: FailureCode.UPSTREAM_OVERLOADED },
  ],
});

describeRecordings(deepSeekAdapter, { vendors: ['deepseek'], endpoint: 'openai.chat', countsAs: 'deepseek-r1-0528' });

it('lets an answer that ran out of resources be tried again', () => {
  expect(failureTraits(FailureCode.UPSTREAM_ERROR)).toMatchObject({ status: 502, retry: 'anywhere' });
});

it('asks for lost reasoning to be remembered', () => {
  expect(deepSeekAdapter.remembersReasoning).toBe(true);
});
