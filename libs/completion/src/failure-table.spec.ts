import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure, createFailure, failureName } from './completion-failure.js';
import { failureTraits } from './failure-table.js';
import { failedEvent, isTerminal } from './terminal-event.js';

const codes = Object.values(FailureCode).filter((code): code is FailureCode => typeof code === 'number' && code >= 0);

describe('failureTraits', () => {
  it.each(codes.map((code) => [FailureCode[code], code] as const))('has a row for %s', (name, code) => {
    const { status, type, code: word } = failureTraits(code);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(type).toMatch(/^[a-z_]+$/);
    expect(word).toMatch(/^[a-z_]+$/);
    expect(failureName(code)).toBe(name.toLowerCase());
    const internal = [FailureCode.INTERNAL, FailureCode.UNSPECIFIED].includes(code);
    expect(word === 'internal_error').toBe(internal);
  });

  it.each([
    [FailureCode.INVALID_JSON, 400, 'invalid_request_error', 'invalid_json'],
    [FailureCode.MISSING_PARAMETER, 400, 'invalid_request_error', 'missing_required_parameter'],
    [FailureCode.INVALID_VALUE, 400, 'invalid_request_error', 'invalid_value'],
    [FailureCode.UNSUPPORTED_PARAMETER, 400, 'invalid_request_error', 'unsupported_parameter'],
    [FailureCode.CONTEXT_LENGTH_EXCEEDED, 400, 'invalid_request_error', 'context_length_exceeded'],
    [FailureCode.CONTENT_POLICY_VIOLATION, 400, 'invalid_request_error', 'content_policy_violation'],
    [FailureCode.INVALID_API_KEY, 401, 'invalid_request_error', 'invalid_api_key'],
    [FailureCode.MODEL_NOT_ALLOWED, 403, 'permission_error', 'model_not_allowed'],
    [FailureCode.INSUFFICIENT_PERMISSIONS, 403, 'permission_error', 'insufficient_permissions'],
    [FailureCode.MODEL_NOT_FOUND, 404, 'invalid_request_error', 'model_not_found'],
    [FailureCode.UNKNOWN_URL, 404, 'invalid_request_error', 'unknown_url'],
    [FailureCode.METHOD_NOT_ALLOWED, 405, 'invalid_request_error', 'method_not_allowed'],
    [FailureCode.CONFLICT, 409, 'conflict_error', 'conflict'],
    [FailureCode.IDEMPOTENCY_CONFLICT, 409, 'conflict_error', 'idempotency_key_conflict'],
    [FailureCode.REQUEST_TOO_LARGE, 413, 'invalid_request_error', 'request_too_large'],
    [FailureCode.UNSUPPORTED_MEDIA_TYPE, 415, 'invalid_request_error', 'unsupported_media_type'],
    [FailureCode.QUOTA_EXCEEDED, 429, 'insufficient_quota', 'insufficient_quota'],
    [FailureCode.REQUESTS_EXCEEDED, 429, 'requests', 'rate_limit_exceeded'],
    [FailureCode.TOKENS_EXCEEDED, 429, 'tokens', 'rate_limit_exceeded'],
    [FailureCode.UPSTREAM_RATE_LIMITED, 429, 'rate_limit_error', 'upstream_rate_limited'],
    [FailureCode.CANCELLED, 499, 'invalid_request_error', 'client_closed_request'],
    [FailureCode.UPSTREAM_ERROR, 502, 'api_error', 'upstream_error'],
    [FailureCode.UPSTREAM_AUTH_FAILED, 502, 'api_error', 'upstream_auth_failed'],
    [FailureCode.SERVICE_UNAVAILABLE, 503, 'api_error', 'service_unavailable'],
    [FailureCode.UPSTREAM_OVERLOADED, 503, 'api_error', 'overloaded'],
    [FailureCode.UPSTREAM_TIMEOUT, 504, 'api_error', 'upstream_timeout'],
    [FailureCode.DEADLINE_EXCEEDED, 504, 'api_error', 'upstream_timeout'],
    [FailureCode.INTERNAL, 500, 'api_error', 'internal_error'],
  ])('answers %i with %i %s %s', (failure, status, type, code) => {
    expect(failureTraits(failure)).toMatchObject({ status, type, code });
  });

  it('keeps SDKs from trying again what cannot come out otherwise', () => {
    const conflicts = [FailureCode.CONFLICT, FailureCode.IDEMPOTENCY_CONFLICT];
    const final = [...conflicts, FailureCode.QUOTA_EXCEEDED, FailureCode.UPSTREAM_TIMEOUT];
    for (const code of final) expect(failureTraits(code).clientRetry).toBe(false);
  });

  it('tries nothing again, and blames nobody, for what the caller did', () => {
    for (const code of codes.filter((each) => each > 0 && each < 40)) {
      expect(failureTraits(code)).toMatchObject({ retry: 'nowhere', unhealthy: false });
    }
  });

  it('takes a code from a newer peer for an internal error', () => {
    expect(failureTraits(9_999 as FailureCode)).toBe(failureTraits(FailureCode.INTERNAL));
    expect(failureName(9_999 as FailureCode)).toBe('unspecified');
  });
});

describe('CompletionFailure', () => {
  it('keeps what is ours and hides what is not', () => {
    const ours = CompletionFailure.of(FailureCode.INVALID_VALUE, 'no', { param: 'n' });
    expect(CompletionFailure.from(ours)).toBe(ours);
    expect(ours.failure).toEqual({ code: FailureCode.INVALID_VALUE, message: 'no', param: 'n' });
    const cause = new Error('postgres://user:secret@host');
    const foreign = CompletionFailure.from(cause);
    expect(foreign.failure.code).toBe(FailureCode.INTERNAL);
    expect(foreign.message).not.toContain('secret');
    expect(foreign.cause).toBe(cause);
  });

  it('ends an answer as an event', () => {
    const event = failedEvent(FailureCode.OVERLOADED, 'full');
    expect(event.event?.value).toEqual(createFailure(FailureCode.OVERLOADED, 'full'));
    expect(isTerminal(event)).toBe(true);
    expect(isTerminal({ event: { $case: 'completed', value: {} } })).toBe(true);
    expect(isTerminal({ event: { $case: 'text', value: { choice: 0, text: '', logprobs: [] } } })).toBe(false);
    expect(isTerminal({ event: undefined })).toBe(false);
  });
});
