import { FailureCode } from '@belugapi/contracts';
import { toGoogleFailure } from './to-google-failure.js';

const failureOf = (error: object, headers: Record<string, string> = {}, status = 429) =>
  toGoogleFailure({ status, headers, body: JSON.stringify({ error }) });
const retryInfo = (retryDelay: unknown) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });
const quota = (quotaId: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId }],
});

describe('the time to wait', () => {
  it.each([
    ['34.4s', 35_000],
    ['34s', 34_000],
    ['0s', 0],
    ['0.000001s', 1_000],
    ['86400s', 3_600_000],
    ['34', undefined],
    ['-3s', undefined],
    [34, undefined],
    [undefined, undefined],
  ])('%p is %p', (delay, expected) => {
    expect(failureOf({ status: 'RESOURCE_EXHAUSTED', details: [null, 7, retryInfo(delay)] }).retryAfterMs).toBe(
      expected,
    );
  });

  it('is the body’s before the header’s', () => {
    const headers = { 'retry-after': '7' };
    expect(failureOf({ details: [retryInfo('3.5s')] }, headers).retryAfterMs).toBe(4_000);
    expect(failureOf({}, headers).retryAfterMs).toBe(7_000);
  });

  it('is not told of a quota of the day, which its seconds do not bring back', () => {
    const failure = failureOf({ details: [quota('GenerateRequestsPerDayPerProjectPerModel'), retryInfo('34.4s')] });
    expect(failure).toMatchObject({ code: FailureCode.UPSTREAM_AUTH_FAILED });
    expect(failure).not.toHaveProperty('retryAfterMs');
  });
});

it('says what the vendor says, but for our own key, plan and quota', () => {
  const message = 'Quota exceeded for project 4711, please check your plan.';
  expect(failureOf({ message }).message).not.toContain('4711');
  expect(failureOf({ message }, {}, 403).message).not.toContain('4711');
  expect(failureOf({ message, details: [quota('PerDay')] }).message).not.toContain('4711');
  expect(failureOf({ message: 'API key not valid: 4711' }, {}, 400).message).not.toContain('4711');
  expect(failureOf({ message: 'Unknown name "foo".', status: 'INVALID_ARGUMENT' }, {}, 400)).toMatchObject({
    message: 'Unknown name "foo".',
    upstream: { provider: 'google', status: 400, code: 'INVALID_ARGUMENT' },
  });
});

it('reads an error with or without a list around it', () => {
  const error = { status: 'FAILED_PRECONDITION', message: 'User location is not supported for the API use.' };
  for (const body of [{ error }, [{ error }]]) {
    const failure = toGoogleFailure({ status: 400, headers: {}, body: JSON.stringify(body) });
    expect(failure.code).toBe(FailureCode.UPSTREAM_AUTH_FAILED);
  }
});
