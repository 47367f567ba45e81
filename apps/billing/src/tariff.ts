import { priceUsage } from '@belugapi/completion';
import { chargeOf, type ChargePolicy } from './charge-policy.js';
import type { LedgerEntry } from './ledger-entry.js';
import type { PriceBook } from './price-book.js';
import { fromUsageColumns } from './usage-columns.js';

/** What things cost, and who pays for what went wrong. */
export interface Tariff {
  readonly prices: PriceBook;
  readonly policy: ChargePolicy;
}

type Unpriced = Omit<LedgerEntry, 'costNanoUsd' | 'chargedNanoUsd'>;

/** An entry's cost and charge by its other columns; both null where the model has no price. */
export function pricedEntry(entry: Unpriced, { prices, policy }: Tariff): LedgerEntry {
  const price = prices(entry.servedModel);
  if (!price) return { ...entry, costNanoUsd: null, chargedNanoUsd: null };
  const { outcome, deliveredOutput } = entry;
  const { cost, charged } = chargeOf({ outcome, deliveredOutput, usage: fromUsageColumns(entry) }, price, policy);
  // The price that was used; a gateway of another release may have named another.
  return { ...entry, costNanoUsd: cost, chargedNanoUsd: charged, priceVersion: price.version };
}

/** Whether an entry's model has no price, or none for something that it used, so that its cost is not all of it. */
export function isUnpriced(entry: LedgerEntry, { prices }: Tariff): boolean {
  const { costNanoUsd, webSearches, audioSeconds, servedModel } = entry;
  if (costNanoUsd === null) return true;
  // All other classes cost what plain tokens do where they have no price.
  const price = webSearches || audioSeconds ? prices(servedModel) : undefined;
  const usage = fromUsageColumns(entry);
  return price !== undefined && usage !== undefined && priceUsage(usage, price).unpriced.length > 0;
}
