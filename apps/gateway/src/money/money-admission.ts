import type { MoneyTaken } from '@belugapi/contracts';
import type { MoneyReservation } from './money-account.js';

/** What an admitted completion may spend. */
export interface MoneyAdmission {
  /** See MoneyOffer. */
  readonly answerTokens?: number | undefined;
  /**
   * Takes what an attempt cost off the leases, in nano-dollars; the settlement that books the attempt carries the result, so
   * that billing takes off as much. Undefined where nothing is leased.
   */
  spend(nano: number): MoneyTaken | undefined;
  /** The completion is over: what it did not spend is for others. Once more changes nothing. */
  release(): void;
}

/** Of a request that nothing limits. */
export const unlimitedMoney: MoneyAdmission = { spend: () => undefined, release: () => undefined };

/** What is reserved of every account that a request spends of. */
export function admissionOf(reservations: readonly MoneyReservation[], answerTokens?: number): MoneyAdmission {
  if (reservations.length === 0) return unlimitedMoney;
  return {
    answerTokens,
    spend: (nano) => {
      const leases = reservations.map((reservation) => reservation.spend(nano)).filter((lease) => lease !== 0);
      return leases.length > 0 ? { leases, amountNanoUsd: nano } : undefined;
    },
    release: () => {
      for (const reservation of reservations) reservation.release();
    },
  };
}
