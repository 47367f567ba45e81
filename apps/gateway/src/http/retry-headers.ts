import { type Failure, FailureCode } from '@belugapi/contracts';
import { failureTraits } from '@belugapi/completion';

const ourLimits: ReadonlySet<FailureCode> = new Set([FailureCode.REQUESTS_EXCEEDED, FailureCode.TOKENS_EXCEEDED]);

/**
 * When, and whether, an SDK is to try again: `retry-after`, `retry-after-ms` and `x-should-retry`, which the official ones obey
 * above the status. A limit of ours without a time is one that no waiting helps.
 */
export function retryHeaders({ code, retryAfterMs }: Failure): Readonly<Record<string, string>> {
  const again = ourLimits.has(code) ? retryAfterMs !== undefined : failureTraits(code).clientRetry;
  return {
    ...(retryAfterMs === undefined ? {} : times(retryAfterMs)),
    ...(again === undefined ? {} : { 'x-should-retry': String(again) }),
  };
}

function times(milliseconds: number): Record<string, string> {
  return { 'retry-after': String(Math.ceil(milliseconds / 1_000)), 'retry-after-ms': String(milliseconds) };
}
