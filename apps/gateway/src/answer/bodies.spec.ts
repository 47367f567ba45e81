import { type CompletionEvent, FailureCode, FinishReason, UsageSource } from '@belugapi/contracts';
import { createFailure, EventFold, priceUsage } from '@belugapi/completion';
import { completionBody } from './completion-body.js';
import { retryHeaders } from '../http/retry-headers.js';
import { errorBody } from './error-body.js';
import { dollars, usageBody } from './usage-body.js';

const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
function bodyOf(...events: NonNullable<CompletionEvent['event']>[]): Record<string, unknown> {
  const fold = new EventFold();
  for (const event of events) fold.add({ event });
  return completionBody({ id: 'chatcmpl-1', created: 1, model: 'm' }, fold.result(), usage);
}
const finished = (reason: FinishReason, choice = 0) =>
  ({ $case: 'choiceFinished', value: { choice, reason, rawReason: '' } }) as const;

describe('completionBody', () => {
  test('a text', () => {
    expect(
      bodyOf(
        {
          $case: 'started',
          value: { upstreamId: 'u', upstreamModel: 'm', systemFingerprint: 'fp', serviceTier: 'flex' },
        },
        { $case: 'reasoning', value: { choice: 0, text: 'Hm.' } },
        { $case: 'text', value: { choice: 0, text: 'Hi', logprobs: [] } },
        finished(FinishReason.STOP),
      ),
    ).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hi', refusal: null, reasoning_content: 'Hm.', annotations: [] },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage,
      service_tier: 'flex',
      system_fingerprint: 'fp',
    });
  });

  test('tool calls have no content, and no arguments are an empty object', () => {
    const call = { choice: 0, id: 'call_1', name: 'f' };
    const body = bodyOf(
      { $case: 'toolCallStarted', value: { ...call, index: 0, custom: false } },
      { $case: 'toolCallStarted', value: { ...call, index: 1, custom: true } },
      { $case: 'toolCallArguments', value: { choice: 0, index: 1, delta: 'ls' } },
      finished(FinishReason.TOOL_CALLS),
    );
    expect(body['choices']).toMatchObject([
      {
        message: {
          content: null,
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } },
            { id: 'call_1', type: 'custom', custom: { name: 'f', input: 'ls' } },
          ],
        },
        finish_reason: 'tool_calls',
      },
    ]);
  });

  test('what the vendor wants back is told as callers can send it back', () => {
    const body = bodyOf(
      { $case: 'reasoningState', value: { provider: 'p', kind: 'thinking_block', data: Buffer.of(0xff, 0x00) } },
      { $case: 'toolCallStarted', value: { choice: 0, index: 0, id: 'call_1', name: 'f', custom: false } },
      {
        $case: 'reasoningState',
        value: { provider: 'p', kind: 'thought_signature', toolCallId: 'call_1', data: Buffer.of(1) },
      },
      finished(FinishReason.TOOL_CALLS),
    );
    expect(body['choices']).toMatchObject([
      {
        message: {
          reasoning_details: [
            { type: 'reasoning.state', provider: 'p', kind: 'thinking_block', data: '/wA=' },
            { type: 'reasoning.state', provider: 'p', kind: 'thought_signature', tool_call_id: 'call_1', data: 'AQ==' },
          ],
        },
      },
    ]);
    expect(JSON.stringify(bodyOf(finished(FinishReason.STOP)))).not.toContain('reasoning_details');
  });

  test('a spoken answer has its sound and its words beside no content', () => {
    const value = { choice: 0, id: 'audio_1', data: 'AAAA', transcript: 'Hi', expiresAt: 1_800_000_000 };
    expect(bodyOf({ $case: 'audio', value }, finished(FinishReason.STOP))['choices']).toMatchObject([
      {
        message: {
          content: null,
          audio: { id: 'audio_1', data: 'AAAA', transcript: 'Hi', expires_at: 1_800_000_000 },
        },
      },
    ]);
  });

  test('choices come in order; one that says nothing is an empty text, a refusal has none', () => {
    const body = bodyOf(
      finished(FinishReason.LENGTH, 1),
      { $case: 'refusal', value: { choice: 0, text: 'No.', logprobs: [] } },
      finished(FinishReason.STOP, 0),
    );
    expect(body['choices']).toMatchObject([
      { index: 0, message: { content: null, refusal: 'No.' }, finish_reason: 'stop' },
      { index: 1, message: { content: '', refusal: null }, finish_reason: 'length' },
    ]);
  });
});

describe('usageBody', () => {
  const told = { source: UsageSource.PROVIDER, uncachedInput: 10, visibleOutput: 5 };

  test('what the vendor did not tell is absent, and a 0 that it told is there', () => {
    expect(usageBody(told, undefined)).toEqual({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 });
    expect(usageBody({ ...told, cacheRead: 0, reasoning: 0 }, undefined)).toEqual({
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0 },
    });
  });

  test('the classes add up to the totals, and their costs to the cost', () => {
    const prices = { version: 'v', input: 1_000_000_000, output: 10_000_000_000, cacheRead: 100_000_000 };
    const all = { ...told, cacheRead: 100, cacheWrite: 1, cacheWriteLong: 2, reasoning: 20 };
    const body = usageBody(all, priceUsage(all, prices));
    expect(body).toMatchObject({
      prompt_tokens: 113,
      completion_tokens: 25,
      total_tokens: 138,
      prompt_tokens_details: { cached_tokens: 100, cache_write_tokens: 3 },
      completion_tokens_details: { reasoning_tokens: 20 },
      cost: 0.000273,
    });
    const sum = Object.values(body.cost_details ?? {}).reduce((total, cost) => total + cost * 1e9, 0);
    expect(Math.round(sum)).toBe(273_000);
  });

  test('dollars are exact to the nano-dollar', () => {
    expect([dollars(0n), dollars(1n), dollars(1_234_567_890_123n)]).toEqual([0, 1e-9, 1_234.567890123]);
  });
});

describe('errorBody', () => {
  test('is OpenAI’s object, and says whose fault it was', () => {
    const failure = createFailure(FailureCode.UPSTREAM_RATE_LIMITED, 'Slow down.', {
      upstream: { provider: 'openai', status: 429, code: 'slow', requestId: 'req_up' },
    });
    expect(errorBody(failure, 'req_1')).toEqual({
      error: {
        message: 'Slow down.',
        type: 'rate_limit_error',
        param: null,
        code: 'upstream_rate_limited',
        beluga: {
          request_id: 'req_1',
          retryable: true,
          provider: 'openai',
          provider_status: 429,
          provider_code: 'slow',
          provider_request_id: 'req_up',
        },
      },
    });
  });

  test.each([
    ['in a while', 2_000, true],
    ['never', undefined, false],
  ])('says as x-should-retry does whether to come again: %s', (_when, retryAfterMs, retryable) => {
    const failure = createFailure(FailureCode.TOKENS_EXCEEDED, 'No.', { ...(retryAfterMs && { retryAfterMs }) });
    expect(errorBody(failure, 'req_1').error.beluga).toMatchObject({ retryable });
    expect(retryHeaders(failure)).toMatchObject({ 'x-should-retry': String(retryable) });
  });

  test('names the field at fault', () => {
    const failure = createFailure(FailureCode.INVALID_VALUE, 'No.', { param: 'n' });
    expect(errorBody(failure, 'req_1').error).toEqual({
      message: 'No.',
      type: 'invalid_request_error',
      param: 'n',
      code: 'invalid_value',
      beluga: { request_id: 'req_1', retryable: false },
    });
  });
});
