import type { UsageEvent } from '@belugapi/contracts';
import type { Logger, ServiceDatabase } from '@belugapi/service-kit';
import { arrangeEntries } from './arrange-entries.js';
import { fromUsageEvent, type UsageEntry } from './from-usage-event.js';
import type { LedgerMetrics } from './ledger-metrics.js';
import type { PriceBook } from './price-book.js';
import { type AddedRow, closeOpenings, lockLedger, writeOpenings, writeSettlements } from './write-ledger.js';

export interface LedgerWriterOptions {
  readonly database: ServiceDatabase;
  readonly prices: PriceBook;
  readonly metrics: LedgerMetrics;
  readonly logger: Logger;
}

/** Books usage events. */
export class LedgerWriter {
  constructor(private readonly options: LedgerWriterOptions) {}

  /** Books a batch in one transaction; when it rejects, none of it is booked. Booking the same events again changes nothing. */
  async book(events: readonly UsageEvent[]): Promise<void> {
    const { database, prices, logger } = this.options;
    const entries = events.flatMap((event) => fromUsageEvent(event, prices) ?? []);
    if (entries.length < events.length)
      logger.error({ count: events.length - entries.length }, 'usage events without content');
    if (entries.length === 0) return;
    const { openings, settlements, revisions } = arrangeEntries(entries);

    const added = await database.run((handle) =>
      handle.transaction(async (transaction) => {
        await lockLedger(transaction);
        const rows = await writeSettlements(transaction, settlements);
        await writeSettlements(transaction, revisions);
        await closeOpenings(transaction, settlements);
        await writeOpenings(transaction, openings);
        return rows;
      }),
    );

    this.observe(entries, added);
  }

  private observe(entries: readonly UsageEntry[], added: readonly AddedRow[]): void {
    const { metrics } = this.options;
    const now = Date.now();
    let settlements = 0;
    for (const entry of entries) {
      if (!('settled' in entry)) continue;
      settlements++;
      metrics.lag.observe(Math.max(0, now - entry.settled.settledAt.getTime()) / 1_000);
    }
    for (const { outcome, costNanoUsd } of added) {
      metrics.rows.inc({ outcome });
      if (costNanoUsd === null) metrics.unpriced.inc();
    }
    metrics.duplicates.inc(settlements - added.length);
  }
}
