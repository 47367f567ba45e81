import { CompletionFailure } from '@belugapi/completion';
import type { MoneyAccount } from './money-account.js';
import { admissionOf, type MoneyAdmission } from './money-admission.js';
import { quotaFailure, reservedFailure, unpricedFailure } from './money-failure.js';
import type { MoneySubject } from './money-subjects.js';

/** Somebody who wants to spend. */
export interface MoneyRequest {
  readonly accounts: readonly MoneyAccount[];
  /** Whose the accounts are, in the same order. */
  readonly owners: readonly MoneySubject[];
  /** The most that it can cost, in nano-dollars; undefined where the model has no price. */
  readonly nano: number | undefined;
}

/** Whether every account has what it takes. */
export function isPayable({ accounts, nano }: MoneyRequest, now: number): boolean {
  return accounts.every((account) => account.isUnlimited(now) || (nano !== undefined && account.has(nano, now)));
}

/** Reserves what {@link isPayable} said is there. */
export function reserveAll({ accounts, nano = 0 }: MoneyRequest, now: number): MoneyAdmission {
  const limited = accounts.filter((account) => !account.isUnlimited(now));
  return admissionOf(limited.map((account) => account.reserve(nano, now)));
}

/** Why a request cannot be let in, however long it waits. */
export function refusal({ accounts, owners, nano }: MoneyRequest, now: number): CompletionFailure | undefined {
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
export function tooBusy({ accounts, owners, nano = 0 }: MoneyRequest, now: number): CompletionFailure {
  const lacking = accounts.findIndex((account) => !account.isUnlimited(now) && !account.has(nano, now));
  return new CompletionFailure(reservedFailure(owners[Math.max(0, lacking)] as MoneySubject));
}
