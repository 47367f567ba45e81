import type { LedgerEntry, LedgerRowColumns, Settlement } from './ledger-entry.js';
import { pricedEntry, type Tariff } from './tariff.js';
import { fromUsageColumns, toUsageColumns } from './usage-columns.js';

/**
 * A booked row after another settlement of its attempt; undefined where that adds nothing. A provider's figure replaces an
 * estimate, and what somebody saw replaces the sweeper's guess. What the caller saw is best known to the gateway: another
 * settler's account of it does not replace the gateway's.
 */
export function reviseRow(
  row: LedgerRowColumns,
  { entry }: Settlement,
  tariff: Tariff,
  revisedAt: Date,
): LedgerRowColumns | undefined {
  const takenNanoUsd = row.takenNanoUsd ?? entry.takenNanoUsd;
  if (trust(entry) <= trust(row)) return takenNanoUsd === row.takenNanoUsd ? undefined : { ...row, takenNanoUsd };
  const seen = row.settler === 'gateway' ? row : entry;
  const revised = {
    ...row,
    ...toUsageColumns(fromUsageColumns(entry)),
    ...seenByCaller(seen),
    settler: entry.settler,
    priceVersion: entry.priceVersion,
    takenNanoUsd,
  };
  return { ...row, ...pricedEntry(revised, tariff), revisedAt };
}

function trust({ source, settler }: Pick<LedgerEntry, 'source' | 'settler'>): number {
  if (source === 'provider') return 2;
  return settler === 'sweeper' ? 0 : 1;
}

type SeenByCaller =
  'outcome' | 'deliveredOutput' | 'finishReason' | 'failureCode' | 'timeToFirstTokenUs' | 'durationUs';

function seenByCaller(entry: LedgerEntry): Pick<LedgerEntry, SeenByCaller> {
  const { outcome, deliveredOutput, finishReason, failureCode, timeToFirstTokenUs, durationUs } = entry;
  return { outcome, deliveredOutput, finishReason, failureCode, timeToFirstTokenUs, durationUs };
}
