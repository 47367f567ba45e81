import type { Failure } from '@belugapi/contracts';
import { clientRetry } from '../answer/client-retry.js';

/**
 * When, and whether, an SDK is to try again: `retry-after`, `retry-after-ms` and `x-should-retry`, which the official ones obey
 * above the status.
 */
export function retryHeaders(failure: Failure): Readonly<Record<string, string>> {
  const { retryAfterMs } = failure;
  const again = clientRetry(failure);
  return {
    ...(retryAfterMs === undefined ? {} : times(retryAfterMs)),
    ...(again === undefined ? {} : { 'x-should-retry': String(again) }),
  };
}

function times(milliseconds: number): Record<string, string> {
  return { 'retry-after': String(Math.ceil(milliseconds / 1_000)), 'retry-after-ms': String(milliseconds) };
}
