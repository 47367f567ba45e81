import type { LedgerEntry } from './ledger-entry.js';
import { type UsageBacklog } from '@belugapi/bus';
import { isUnpriced, type Tariff } from './tariff.js';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the ledger tells Prometheus. */
export interface LedgerMetrics {
  readonly rows: Counter<'outcome'>;
  readonly duplicates: Counter;
  readonly unpriced: Counter;
  readonly booking: Histogram;
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
      help: 'Rows added without all of their cost, because the model has no price, or none for something that it used.',
      registers,
    }),
    booking: new Histogram({
      name: 'beluga_ledger_booking_seconds',
      help: 'Seconds from a settlement to its row being committed.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120, 600, 3_600],
      registers,
    }),
  };
}

/** Exports what waits to be booked, asked of JetStream at each scrape; while that cannot be asked there is no figure. */
export function observeBacklog(registry: Registry, backlog: () => Promise<UsageBacklog>): void {
  let asking: Promise<UsageBacklog | undefined> | undefined;
  // Both figures of one scrape come of one question.
  const ask = () =>
    (asking ??= backlog()
      .catch(() => undefined)
      .finally(() => (asking = undefined)));
  const gauge = (name: string, help: string, figureOf: (found: UsageBacklog) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const found = await ask();
        if (found) this.set(figureOf(found));
        else this.remove();
      },
    });
  gauge(
    'beluga_ledger_pending',
    'Messages of usage on the bus that are not booked yet, each with up to 256 events.',
    ({ messages }) => messages,
  );
  gauge(
    'beluga_ledger_lag_seconds',
    'Age of the oldest usage on the bus that is not booked yet; 0 where all is booked.',
    ({ ageSeconds }) => ageSeconds,
  );
}

/** Counts rows that were added. */
export function countRows({ rows, unpriced }: LedgerMetrics, added: readonly LedgerEntry[], tariff: Tariff): void {
  for (const entry of added) {
    rows.inc({ outcome: entry.outcome });
    if (isUnpriced(entry, tariff)) unpriced.inc();
  }
}
