import { type Failure, FailureCode, LeaseDimension } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import type { LimitedSubject } from './limited-subjects.js';

const words: Readonly<Partial<Record<LeaseDimension, string>>> = {
  [LeaseDimension.REQUESTS]: 'requests per minute',
  [LeaseDimension.TOKENS]: 'tokens per minute',
  [LeaseDimension.CONCURRENCY]: 'concurrent requests',
};

// Told to wait longer, the official SDK for Node does not wait at all (openai-node, client.ts: retryRequest).
const longestRetryMs = 60_000;

/** A 429: which limit, and when to come again. */
export function limitFailure(limited: LimitedSubject, retryAfterMs: number): Failure {
  return createFailure(codeOf(limited), `Rate limit reached for ${described(limited)}.`, {
    retryAfterMs: Math.min(longestRetryMs, Math.max(1, Math.ceil(retryAfterMs))),
  });
}

/** A 429 for a request that no waiting helps: it has no time after which to try again. */
export function hopelessFailure(limited: LimitedSubject, units: number): Failure {
  if (limited.dimension !== LeaseDimension.TOKENS || limited.limit === 0)
    return createFailure(codeOf(limited), `Rate limit reached for ${described(limited)}.`);
  const message = `The request may use ${units} tokens, and ${whose(limited)} has a limit of ${limited.limit} tokens per minute. Send a smaller prompt or a lower max_completion_tokens.`;
  return createFailure(codeOf(limited), message);
}

function described(limited: LimitedSubject): string {
  return `${whose(limited)}: ${limited.limit} ${words[limited.dimension] ?? ''}`;
}

function whose({ subject }: LimitedSubject): string {
  return subject.$case === 'keyId' ? 'this API key' : 'the organization';
}

function codeOf({ dimension }: LimitedSubject): FailureCode {
  return dimension === LeaseDimension.TOKENS ? FailureCode.TOKENS_EXCEEDED : FailureCode.REQUESTS_EXCEEDED;
}
