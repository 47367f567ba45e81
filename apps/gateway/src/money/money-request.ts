import { CompletionFailure } from '@belugapi/completion';
import type { MoneyAccount } from './money-account.js';
import { admissionOf, type MoneyAdmission } from './money-admission.js';
import { quotaFailure, reservedFailure, unpricedFailure } from './money-failure.js';
import type { MoneyOffer, MoneyQuote } from './money-offer.js';
import type { MoneySubject } from './money-subjects.js';

/** Somebody who wants to spend. */
export interface MoneyRequest {
  readonly accounts: readonly MoneyAccount[];
  /** Whose the accounts are, in the same order. */
  readonly owners: readonly MoneySubject[];
  /** What it takes; undefined where the model has no price. */
  readonly quote: MoneyQuote | undefined;
}

/** What it takes as things are. */
export function offerOf({ accounts, quote }: MoneyRequest, now: number): MoneyOffer | undefined {
  let left: number | undefined = Infinity;
  for (const account of accounts) {
    const own = account.left(now);
    left = own === undefined || left === undefined ? undefined : Math.min(left, own);
  }
  return quote?.(left);
}

/** Whether every account has what it takes. */
export function isPayable(request: MoneyRequest, now: number): boolean {
  const nano = offerOf(request, now)?.nano;
  return request.accounts.every(
    (account) => account.isUnlimited(now) || (nano !== undefined && account.has(nano, now)),
  );
}

/** Reserves what {@link isPayable} said is there. */
export function reserveAll(request: MoneyRequest, now: number): MoneyAdmission {
  const { nano = 0, answerTokens } = offerOf(request, now) ?? {};
  const limited = request.accounts.filter((account) => !account.isUnlimited(now));
  return admissionOf(
    limited.map((account) => account.reserve(nano, now)),
    answerTokens,
  );
}

/** Why a request cannot be let in, however long it waits. */
export function refusal(request: MoneyRequest, now: number): CompletionFailure | undefined {
  const { accounts, owners } = request;
  const nano = offerOf(request, now)?.nano;
  for (const [index, account] of accounts.entries()) {
    const owner = owners[index] as MoneySubject;
    if (nano === undefined) {
      // Whether an organisation has credit is not known before billing has answered.
      if (account.isLimited(now)) return new CompletionFailure(unpricedFailure(owner));
    } else if (!account.isUnlimited(now) && !account.has(nano, now)) {
      const shortage = account.shortage(nano, now);
      if (shortage) return new CompletionFailure(quotaFailure(owner, shortage.bound, shortage.left, nano));
    }
  }
  return undefined;
}

/** Why a request that could be paid for is let in no more: others had what it needs reserved for too long. */
export function tooBusy(request: MoneyRequest, now: number): CompletionFailure {
  const { accounts, owners } = request;
  const { nano = 0 } = offerOf(request, now) ?? {};
  const lacking = accounts.findIndex((account) => !account.isUnlimited(now) && !account.has(nano, now));
  return new CompletionFailure(reservedFailure(owners[Math.max(0, lacking)] as MoneySubject));
}
