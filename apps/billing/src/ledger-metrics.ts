import type { LedgerEntry } from './ledger-entry.js';
import { Counter, Histogram, type Registry } from 'prom-client';

/** What the ledger tells Prometheus. */
export interface LedgerMetrics {
  readonly rows: Counter<'outcome'>;
  readonly duplicates: Counter;
  readonly unpriced: Counter;
  readonly lag: Histogram;
}

export function createLedgerMetrics(registry: Registry): LedgerMetrics {
  const registers = [registry];
  return {
    rows: new Counter({
      name: 'beluga_ledger_rows_total',
      help: 'Rows added to the ledger, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    duplicates: new Counter({
      name: 'beluga_ledger_duplicates_total',
      help: 'Settlements of an attempt that had a row already: redelivered, second, or a better figure for an estimate.',
      registers,
    }),
    unpriced: new Counter({
      name: 'beluga_ledger_unpriced_total',
      help: 'Rows added without a cost, because the model has no price.',
      registers,
    }),
    lag: new Histogram({
      name: 'beluga_ledger_lag_seconds',
      help: 'Seconds from a settlement to its row being committed.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120, 600, 3_600],
      registers,
    }),
  };
}

/** Counts rows that were added. */
export function countRows({ rows, unpriced }: LedgerMetrics, added: readonly LedgerEntry[]): void {
  for (const { outcome, costNanoUsd } of added) {
    rows.inc({ outcome });
    if (costNanoUsd === null) unpriced.inc();
  }
}
