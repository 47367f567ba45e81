import { FailureCode } from '@belugapi/contracts';
import { toMessagesFailure } from './to-messages-failure.js';

const body = (message: string, type = 'invalid_request_error') =>
  JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_body' });

describe('toMessagesFailure', () => {
  it('names the request, by its header or its body, and the time to wait', () => {
    const refusal = { status: 429, body: body('slow down', 'rate_limit_error') };
    const headers = { 'request-id': 'req_header', 'retry-after': '17' };
    expect(toMessagesFailure('edge', { ...refusal, headers })).toEqual({
      code: FailureCode.UPSTREAM_RATE_LIMITED,
      message: 'slow down',
      retryAfterMs: 17_000,
      upstream: { provider: 'edge', status: 429, code: 'rate_limit_error', requestId: 'req_header' },
    });
    expect(toMessagesFailure('edge', { ...refusal, headers: {} })).toMatchObject({
      upstream: { requestId: 'req_body' },
    });
  });

  it.each([
    ['messages.3.content.0.image.source.base64: invalid', 'messages'],
    ['system.0.text: too long', 'messages'],
    ['max_tokens: 8193 > 8192', 'max_tokens'],
    ['`max_tokens` must be greater than `thinking.budget_tokens`', undefined],
    ['thinking.enabled.budget_tokens: Field required', 'reasoning_effort'],
    ['output_config.effort: no', 'reasoning_effort'],
    ['output_config.format.schema: no', 'response_format'],
    ['stop_sequences: each must contain non-whitespace', 'stop'],
    ['metadata.user_id: no', 'user'],
    ['top_k: no', undefined],
    ['This model does not support effort level', undefined],
    ['constructor: no', undefined],
  ])('names the caller’s field in %j', (message, param) => {
    expect(toMessagesFailure('edge', { status: 400, headers: {}, body: body(message) })).toMatchObject({
      code: FailureCode.INVALID_VALUE,
      message,
      ...(param !== undefined && { param }),
    });
    expect(toMessagesFailure('edge', { status: 400, headers: {}, body: body(message) }).param).toBe(param);
  });

  it.each([
    [400, 'Your credit balance is too low to access the API. Key sk-x'],
    [400, 'This organization has been disabled.'],
    [401, 'invalid x-api-key sk-x'],
  ])('keeps our own account’s trouble to us (%i %s)', (status, message) => {
    const failure = toMessagesFailure('edge', { status, headers: {}, body: body(message) });
    expect(failure.code).toBe(FailureCode.UPSTREAM_AUTH_FAILED);
    expect(failure.message).toBe('The provider refused the gateway’s own credentials or account.');
    expect(failure.param).toBeUndefined();
  });

  it('cuts what is too long, and says something where the vendor does not', () => {
    const long = toMessagesFailure('edge', { status: 400, headers: {}, body: body('x'.repeat(9_000)) });
    expect(long.message).toHaveLength(2_000);
    expect(toMessagesFailure('edge', { status: 400, headers: {}, body: '' }).message).toBe(
      'The provider refused the request.',
    );
  });
});
