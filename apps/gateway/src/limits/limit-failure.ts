import { type Failure, FailureCode, LeaseDimension } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import type { LimitedSubject } from './limited-subjects.js';

const words: Readonly<Partial<Record<LeaseDimension, string>>> = {
  [LeaseDimension.REQUESTS]: 'requests per minute',
  [LeaseDimension.TOKENS]: 'tokens per minute',
  [LeaseDimension.CONCURRENCY]: 'concurrent requests',
};

/** A 429: which limit, and when to come again. */
export function limitFailure({ subject, dimension, limit }: LimitedSubject, retryAfterMs: number): Failure {
  const whose = subject.$case === 'keyId' ? 'this API key' : 'the organization';
  return createFailure(codeOf(dimension), `Rate limit reached for ${whose}: ${limit} ${words[dimension] ?? ''}.`, {
    retryAfterMs: Math.max(1, Math.ceil(retryAfterMs)),
  });
}

/** A 429 for a request that no waiting helps. */
export function tooLargeFailure({ subject, limit }: LimitedSubject, units: number): Failure {
  const whose = subject.$case === 'keyId' ? 'this API key' : 'the organization';
  const message = `The request may use ${units} tokens, and ${whose} has a limit of ${limit} tokens per minute. Send a smaller prompt or a lower max_completion_tokens.`;
  return createFailure(FailureCode.TOKENS_EXCEEDED, message);
}

function codeOf(dimension: LeaseDimension): FailureCode {
  return dimension === LeaseDimension.TOKENS ? FailureCode.TOKENS_EXCEEDED : FailureCode.REQUESTS_EXCEEDED;
}
