import { FailureCode } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import { retryHeaders } from './retry-headers.js';

test.each([
  [FailureCode.REQUESTS_EXCEEDED, 1_500, { 'retry-after': '2', 'retry-after-ms': '1500', 'x-should-retry': 'true' }],
  [FailureCode.TOKENS_EXCEEDED, 60_000, { 'retry-after': '60', 'retry-after-ms': '60000', 'x-should-retry': 'true' }],
  // More tokens than the limit is: the same request never fits.
  [FailureCode.TOKENS_EXCEEDED, undefined, { 'x-should-retry': 'false' }],
  [FailureCode.QUOTA_EXCEEDED, undefined, { 'x-should-retry': 'false' }],
  [FailureCode.SERVICE_UNAVAILABLE, 1_000, { 'retry-after': '1', 'retry-after-ms': '1000' }],
  [FailureCode.UPSTREAM_RATE_LIMITED, undefined, {}],
  [FailureCode.INVALID_VALUE, undefined, {}],
])('%d after %s ms', (code, retryAfterMs, headers) => {
  expect(retryHeaders(createFailure(code, '', retryAfterMs === undefined ? {} : { retryAfterMs }))).toEqual(headers);
});
