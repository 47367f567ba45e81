import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CompletionRequest, FailureCode, FinishReason } from '@belugapi/contracts';
import {
  type AdapterAnswer,
  adapterTask,
  describeAdapter,
  describeRecordings,
  foldEvents,
  streamedEvents,
} from '@belugapi/testing';
import { edgeAdapter } from './edge.adapter.js';

const fixtures = path.join(__dirname, '__fixtures__');
const { STOP, TOOL_CALLS } = FinishReason;
const answer = (name: string, folded: object, totalTokens?: number): AdapterAnswer => ({
  name: `synthetic-${name}`,
  folded,
  ...(totalTokens !== undefined && { totalTokens }),
});
const dive = { id: 'bbd2b9d98', name: 'dive', arguments: '{"depth": 2992}' };

describeAdapter(edgeAdapter, {
  fixtures,
  answers: [
    answer(
      'reasoning',
      {
        started: { upstreamId: 'chatcmpl-edge', systemFingerprint: 'fp_edge' },
        choices: [{ content: 'Upright 🐋.', reasoning: 'Sperm whales sleep upright.', finishReason: STOP }],
        usage: { uncachedInput: 8, cacheRead: 64, visibleOutput: 9, reasoning: 16 },
      },
      97,
    ),
    answer(
      'leaking-tool-name',
      { choices: [{ content: null, reasoning: 'A dive.', toolCalls: [dive], finishReason: TOOL_CALLS }] },
      97,
    ),
    answer('groq-usage', { choices: [{ content: 'Aye.', reasoning: 'Aye' }], usage: { reasoning: 1 } }, 16),
    answer('groq-stopped-early', {
      choices: [{ content: 'Wha' }],
      failure: { code: FailureCode.UPSTREAM_ERROR, message: 'over capacity' },
    }),
    answer('named-error', {
      choices: [{ reasoning: 'A dive.' }],
      failure: { code: FailureCode.INVALID_VALUE, upstream: { code: 'tool_use_failed' } },
    }),
    answer('error-mid-stream', {
      choices: [{ content: 'Wha' }],
      failure: { code: FailureCode.UPSTREAM_ERROR, message: 'EngineCore encountered an issue.' },
    }),
    // Without a JSON format the call is a call.
    answer(
      'json-and-call',
      { choices: [{ content: '{"depth":2992}', toolCalls: [dive], finishReason: TOOL_CALLS }] },
      97,
    ),
  ],
  unknownFinish: { answer: 'synthetic-reasoning', replace: '"stop"', by: '"meditating"' },
  carried: ['failed_generation'],
  refusals: [
    {
      status: 400,
      body: '{"message":"max_completion_tokens is too large","type":"invalid_request_error","param":"max_completion_tokens","code":"wrong_api_format"}',
      code: FailureCode.INVALID_VALUE,
      param: 'max_completion_tokens',
    },
    {
      status: 400,
      body: '{"error":{"message":"Failed to call a function.","type":"invalid_request_error","code":"tool_use_failed","failed_generation":"x"}}',
      code: FailureCode.INVALID_VALUE,
    },
    {
      status: 400,
      body: '{"object":"error","message":"This model\'s maximum context length is 8192 tokens.","type":"BadRequestError","code":400}',
      code: FailureCode.CONTEXT_LENGTH_EXCEEDED,
      param: 'messages',
    },
    {
      status: 400,
      body: '{"message":"Please reduce the length of the messages or completion.","code":"context_length_exceeded"}',
      code: FailureCode.CONTEXT_LENGTH_EXCEEDED,
      param: 'messages',
    },
    {
      status: 402,
      body: '{"message":"Payment required","code":"payment_required"}',
      code: FailureCode.UPSTREAM_AUTH_FAILED,
    },
    {
      status: 429,
      body: '{"message":"Tokens per minute limit exceeded - too many tokens processed.","code":"token_quota_exceeded"}',
      code: FailureCode.UPSTREAM_RATE_LIMITED,
    },
    {
      status: 429,
      body: '{"message":"We\'re experiencing high traffic right now!","type":"too_many_requests_error","code":"queue_exceeded"}',
      code: FailureCode.UPSTREAM_OVERLOADED,
    },
  ],
});

describeRecordings(edgeAdapter, { vendors: ['edge'], endpoint: 'openai.chat' });

describe('an answer in JSON with a call after it', () => {
  it.each<[string, CompletionRequest['responseFormat']]>([
    ['json_object', { format: { $case: 'jsonObject', value: {} } }],
    ['json_schema', { format: { $case: 'jsonSchema', value: { name: 'depth' } } }],
  ])('is the JSON alone where %s was asked for', async (_, responseFormat) => {
    const only = { content: '{"depth":2992}', toolCalls: [], finishReason: STOP };
    const file = (ending: string) => readFileSync(path.join(fixtures, `synthetic-json-and-call.${ending}`));
    const events = await streamedEvents(edgeAdapter, [file('sse')], adapterTask({ stream: true, responseFormat }));
    expect(foldEvents(events).choices).toMatchObject([only]);
    const whole = edgeAdapter.fromResponse(file('json').toString(), adapterTask({ responseFormat }));
    expect(foldEvents(whole).choices).toMatchObject([only]);
  });

  it('stays a call where no text came first', async () => {
    const bytes = readFileSync(path.join(fixtures, 'synthetic-leaking-tool-name.sse'));
    const responseFormat = { format: { $case: 'jsonObject' as const, value: {} } };
    const events = await streamedEvents(edgeAdapter, [bytes], adapterTask({ stream: true, responseFormat }));
    expect(foldEvents(events).choices).toMatchObject([{ content: null, toolCalls: [dive], finishReason: TOOL_CALLS }]);
  });
});
