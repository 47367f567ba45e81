import { type Failure, FailureCode, MoneyBound } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import { dollars } from '../answer/usage-body.js';
import type { MoneySubject } from './money-subjects.js';

const words: Readonly<Record<MoneyBound, string>> = {
  [MoneyBound.UNSPECIFIED]: 'budget',
  [MoneyBound.TOTAL]: 'budget',
  [MoneyBound.DAILY]: 'budget for today (UTC)',
  [MoneyBound.MONTHLY]: 'budget for this month (UTC)',
  [MoneyBound.CREDIT]: 'credit',
};

/** A 429 for a request that costs more than what is left; no waiting helps. Amounts are nano-dollars. */
export function quotaFailure({ subject }: MoneySubject, bound: MoneyBound, left: number, worstCase: number): Failure {
  const budget = `the ${words[bound]} of ${whose(subject)}`;
  const message =
    left === 0
      ? `You exceeded your current quota: ${budget} is used up.`
      : `You exceeded your current quota: the request may cost $${decimal(worstCase)}, and $${decimal(left)} is left of ${budget}. Send a smaller prompt or a lower max_completion_tokens.`;
  return createFailure(FailureCode.QUOTA_EXCEEDED, message);
}

/** A 429 for a request that could be paid for, were it not for those that run. */
export function reservedFailure({ subject }: MoneySubject): Failure {
  const message = `What is left of the budget of ${whose(subject)} is reserved for requests that are running. Try again shortly.`;
  return createFailure(FailureCode.REQUESTS_EXCEEDED, message, { retryAfterMs: 1_000 });
}

/** A 403: nobody can tell what the request would cost. */
export function unpricedFailure({ subject }: MoneySubject): Failure {
  const message = `This model has no price, so it cannot be used while the money of ${whose(subject)} is limited.`;
  return createFailure(FailureCode.MODEL_NOT_ALLOWED, message, { param: 'model' });
}

/** A 503: money is not guessed. */
export const moneyUnavailable: Failure = createFailure(
  FailureCode.SERVICE_UNAVAILABLE,
  'The budget of this key cannot be checked just now. Try again shortly.',
  { retryAfterMs: 1_000 },
);

function whose(subject: MoneySubject['subject']): string {
  return subject.$case === 'keyId' ? 'this API key' : 'the organization';
}

function decimal(nano: number): string {
  return dollars(nano)
    .toFixed(9)
    .replace(/0{1,7}$/, '');
}
