import type { MoneyLimits } from '@belugapi/contracts';

/** Whether two snapshots limit the same. */
export function sameMoneyLimits(one: MoneyLimits | undefined, other: MoneyLimits | undefined): boolean {
  if (one === other) return true;
  return (
    one?.totalNanoUsd === other?.totalNanoUsd &&
    one?.dailyNanoUsd === other?.dailyNanoUsd &&
    one?.monthlyNanoUsd === other?.monthlyNanoUsd
  );
}
