import { FailureCode } from '@belugapi/contracts';
import { failureTraits } from '@belugapi/completion';
import type { ProviderAdapter } from '@belugapi/provider-spec';
import type { AdapterRefusal } from './adapter-suite.js';

// What a status must lead to when the body says nothing.
const families: readonly (readonly [status: number, codes: readonly FailureCode[]])[] = [
  [400, [FailureCode.INVALID_VALUE]],
  [401, [FailureCode.UPSTREAM_AUTH_FAILED]],
  [402, [FailureCode.UPSTREAM_AUTH_FAILED]],
  [403, [FailureCode.UPSTREAM_AUTH_FAILED]],
  [404, [FailureCode.MODEL_NOT_FOUND]],
  [408, [FailureCode.UPSTREAM_TIMEOUT]],
  [413, [FailureCode.REQUEST_TOO_LARGE]],
  [422, [FailureCode.INVALID_VALUE]],
  [429, [FailureCode.UPSTREAM_RATE_LIMITED]],
  [500, [FailureCode.UPSTREAM_ERROR]],
  [502, [FailureCode.UPSTREAM_ERROR]],
  [503, [FailureCode.UPSTREAM_OVERLOADED]],
  [504, [FailureCode.UPSTREAM_TIMEOUT]],
  [529, [FailureCode.UPSTREAM_OVERLOADED]],
  [301, [FailureCode.UPSTREAM_ERROR]],
];

const bodies = [
  '',
  '<html>no</html>',
  'null',
  '[]',
  '"no"',
  '{"error":null}',
  '{"error":{"message":["no"],"code":{}}}',
];

/** Specs for `toFailure`: every status, with and without a body that helps, and the provider's own table. */
export function describeRefusals(adapter: ProviderAdapter, refusals: readonly AdapterRefusal[]): void {
  describe('refusals', () => {
    it.each(families)('maps a bare %i to its code', (status, codes) => {
      for (const body of bodies) {
        const failure = adapter.toFailure({ status, headers: {}, body });
        expect(codes).toContain(failure.code);
        expect(typeof failure.message).toBe('string');
        expect(failure.message).not.toBe('');
        expect(failure.upstream).toMatchObject({ provider: adapter.provider, status });
      }
    });

    it('gives every status a code of the table', () => {
      for (let status = 300; status < 600; status += 1) {
        const { code } = adapter.toFailure({ status, headers: {}, body: '{}' });
        expect(code).not.toBe(FailureCode.UNSPECIFIED);
        expect(failureTraits(code).status).toBeGreaterThanOrEqual(400);
        // The gateway's caller is not to blame for the gateway's own credentials.
        expect(failureTraits(code).status).not.toBe(401);
      }
    });

    it.each(refusals.map((refusal) => [`${refusal.status} ${refusal.body.slice(0, 60)}`, refusal] as const))(
      'maps %s',
      (_, { status, body, code, param }) => {
        const failure = adapter.toFailure({ status, headers: {}, body });
        expect({ code: FailureCode[failure.code], param: failure.param }).toEqual({ code: FailureCode[code], param });
      },
    );

    it('says nothing of what a vendor says about our credentials', () => {
      for (const status of [401, 402, 403]) {
        const body = '{"error":{"message":"Incorrect API key provided: secret-key","code":"invalid_api_key"}}';
        expect(JSON.stringify(adapter.toFailure({ status, headers: {}, body }))).not.toContain('secret-key');
      }
    });

    it('takes the time to wait from retry-after, in seconds or as a date', () => {
      const wait = (value: string) =>
        adapter.toFailure({ status: 429, headers: { 'retry-after': value }, body: '' }).retryAfterMs;
      expect(wait('7')).toBe(7_000);
      const date = wait(new Date(Date.now() + 60_000).toUTCString());
      expect(date).toBeGreaterThan(50_000);
      expect(date).toBeLessThanOrEqual(60_000);
      expect(wait('soon')).toBeUndefined();
      expect(wait('-5')).toBe(0);
    });
  });
}
