import type { completionsOpen, ledger } from './billing-schema.js';

/** A row of the ledger. */
export type LedgerRowColumns = typeof ledger.$inferSelect;

/** What a settlement says of an attempt; the rest of its row is the ledger's. */
export type LedgerEntry = Omit<LedgerRowColumns, 'id' | 'createdAt' | 'revisedAt'>;

/** A settlement to be booked. */
export interface Settlement {
  readonly entry: LedgerEntry;
  /** The leases that the gateway took `takenNanoUsd` off. */
  readonly leases: readonly number[];
}

/** An attempt whose end is not booked. */
export type Opening = typeof completionsOpen.$inferSelect;
