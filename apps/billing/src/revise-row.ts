import type { LedgerEntry, LedgerRowColumns, Settlement } from './ledger-entry.js';
import { pricedEntry, type Tariff } from './tariff.js';
import { fromUsageColumns, toUsageColumns } from './usage-columns.js';

/**
 * A booked row after another settlement of its attempt; undefined where that adds nothing. A provider's figure replaces an
 * estimate, and what somebody saw replaces the sweeper's guess. What the caller saw is best known to the gateway: its account
 * of that counts, whichever settlement is booked first and whoever has the better figure.
 */
export function reviseRow(
  row: LedgerRowColumns,
  { entry }: Settlement,
  tariff: Tariff,
  revisedAt: Date,
): LedgerRowColumns | undefined {
  const takenNanoUsd = row.takenNanoUsd ?? entry.takenNanoUsd;
  const isBetter = trust(entry) > trust(row);
  const seen = seenByCaller(isBetter && row.settler !== 'gateway' ? entry : row, entry);
  if (!isBetter && isSame(seen, row)) {
    return takenNanoUsd === row.takenNanoUsd ? undefined : { ...row, takenNanoUsd };
  }
  const figures = isBetter
    ? { ...toUsageColumns(fromUsageColumns(entry)), settler: entry.settler, priceVersion: entry.priceVersion }
    : {};
  return { ...row, ...pricedEntry({ ...row, ...figures, ...seen, takenNanoUsd }, tariff), revisedAt };
}

function trust({ source, settler }: Pick<LedgerEntry, 'source' | 'settler'>): number {
  if (source === 'provider') return 2;
  return settler === 'sweeper' ? 0 : 1;
}

type SeenByCaller =
  'outcome' | 'deliveredOutput' | 'finishReason' | 'failureCode' | 'timeToFirstTokenUs' | 'durationUs';

/** As the gateway tells it where `other` is its settlement, else as `told` says. */
function seenByCaller(told: LedgerEntry, other: LedgerEntry): Pick<LedgerEntry, SeenByCaller> {
  const { outcome, deliveredOutput, finishReason, failureCode, timeToFirstTokenUs, durationUs } =
    other.settler === 'gateway' ? other : told;
  return { outcome, deliveredOutput, finishReason, failureCode, timeToFirstTokenUs, durationUs };
}

function isSame(seen: Pick<LedgerEntry, SeenByCaller>, row: LedgerEntry): boolean {
  return Object.entries(seen).every(([name, value]) => row[name as SeenByCaller] === value);
}
