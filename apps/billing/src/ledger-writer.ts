import type { UsageEvent } from '@belugapi/contracts';
import type { Logger, ServiceDatabase, Tracing } from '@belugapi/service-kit';
import { arrangeEntries } from './arrange-entries.js';
import { bookSettlements } from './book-settlements.js';
import { fromUsageEvent } from './from-usage-event.js';
import type { LedgerEntry, Settlement } from './ledger-entry.js';
import { countRows, type LedgerMetrics } from './ledger-metrics.js';
import type { Tariff } from './tariff.js';
import { traceBooking } from './trace-booking.js';
import { lockLedger, writeOpenings } from './write-ledger.js';

export interface LedgerWriterOptions {
  readonly database: ServiceDatabase;
  readonly tariff: Tariff;
  readonly metrics: LedgerMetrics;
  readonly logger: Logger;
  readonly tracing?: Tracing | undefined;
}

/** Books usage events. */
export class LedgerWriter {
  constructor(private readonly options: LedgerWriterOptions) {}

  /** Books a batch in one transaction; when it rejects, none of it is booked. Booking the same events again changes nothing. */
  async book(events: readonly UsageEvent[]): Promise<void> {
    const { database, tariff, logger, tracing } = this.options;
    const entries = events.flatMap((event) => fromUsageEvent(event, tariff) ?? []);
    if (entries.length < events.length)
      logger.error({ count: events.length - entries.length }, 'usage events without content');
    if (entries.length === 0) return;
    const { openings, settlements } = arrangeEntries(entries);

    const work = () =>
      database.run((handle) =>
        handle.transaction(async (transaction) => {
          const now = await lockLedger(transaction);
          const rows = await bookSettlements(transaction, settlements, tariff, now);
          await writeOpenings(transaction, openings);
          return rows;
        }),
      );
    const added = tracing ? await traceBooking(tracing, events, work) : await work();

    this.observe(settlements, added);
  }

  private observe(settlements: readonly Settlement[], added: readonly LedgerEntry[]): void {
    const { metrics, tariff } = this.options;
    const now = Date.now();
    for (const { entry } of settlements) {
      metrics.booking.observe(Math.max(0, now - entry.settledAt.getTime()) / 1_000);
    }
    countRows(metrics, added, tariff);
    metrics.duplicates.inc(settlements.length - added.length);
  }
}
