import { LeaseDimension } from '@belugapi/contracts';
import type { Holding, LimitAccount } from './limit-account.js';

/** An admitted request; `release` is called once, when it is over. */
export interface Admission {
  /** `usedTokens`: what the vendor counted, prompt and answer. */
  release(usedTokens: number): void;
}

/** What a request takes of one limit. */
export interface Need {
  readonly account: LimitAccount;
  readonly units: number;
}

/** Of a principal without limits. */
export const unlimited: Admission = { release: () => undefined };

/** Spends leased units, which are there. */
export function admit(needs: readonly Need[], now: number): Admission {
  return admissionOf(needs.map((need) => [need, need.account.take(need.units, now)]));
}

/** Spends units that nobody has granted, because nobody can be asked. */
export function admitAlone(needs: readonly Need[], now: number): Admission {
  return admissionOf(needs.map((need) => [need, need.account.takeAlone(need.units, now)]));
}

function admissionOf(holdings: readonly (readonly [Need, Holding])[]): Admission {
  let over = false;
  return {
    release(usedTokens) {
      if (over) return;
      over = true;
      for (const [{ account, units }, holding] of holdings) {
        holding.release(account.limited.dimension === LeaseDimension.TOKENS ? usedTokens : units);
      }
    },
  };
}
