import { type Failure, FailureCode } from '@belugapi/contracts';
import { failureTraits } from '@belugapi/completion';

const ourLimits: ReadonlySet<FailureCode> = new Set([FailureCode.REQUESTS_EXCEEDED, FailureCode.TOKENS_EXCEEDED]);

/**
 * Whether a caller is to send the same request again; undefined where its status says enough. A limit of ours without a time is
 * one that no waiting helps.
 */
export function clientRetry({ code, retryAfterMs }: Failure): boolean | undefined {
  return ourLimits.has(code) ? retryAfterMs !== undefined : failureTraits(code).clientRetry;
}
