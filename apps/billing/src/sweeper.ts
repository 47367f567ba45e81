import type { UsageConsumption } from '@belugapi/bus';
import type { Database, Logger, ServiceDatabase } from '@belugapi/service-kit';
import { asc, lte, sql } from 'drizzle-orm';
import { completionsOpen } from './billing-schema.js';
import { bookSettlements } from './book-settlements.js';
import type { LedgerEntry, Opening, Settlement } from './ledger-entry.js';
import { countRows, type LedgerMetrics } from './ledger-metrics.js';
import { pricedEntry, type Tariff } from './tariff.js';
import { lockLedger } from './write-ledger.js';

export interface SweeperOptions {
  readonly database: ServiceDatabase;
  readonly tariff: Tariff;
  readonly metrics: LedgerMetrics;
  readonly logger: Logger;
  readonly consumption: Pick<UsageConsumption, 'caughtUp'>;
  /** How long an attempt may be open. */
  readonly afterMs: number;
}

const rowsAtOnce = 1_000;
const catchUpMs = 30_000;

/**
 * Books attempts whose end nobody saw, as the estimate of their opening; whoever tells of such an attempt later betters the
 * row. It waits for the stream to be booked first: what looks abandoned may have been settled while billing was away.
 */
export class Sweeper {
  constructor(private readonly options: SweeperOptions) {}

  /** Resolves with the number of attempts that it booked. @throws {DatabaseError} */
  async sweep(): Promise<number> {
    const { database, consumption, metrics, tariff, logger } = this.options;
    if (!(await this.hasWork()) || !(await consumption.caughtUp(catchUpMs))) return 0;
    let swept = 0;
    for (let full = true; full;) {
      const added = await database.run((handle) =>
        handle.transaction((transaction) => this.bookAbandoned(transaction)),
      );
      countRows(metrics, added, tariff);
      swept += added.length;
      full = added.length === rowsAtOnce;
    }
    if (swept > 0) logger.warn({ count: swept }, 'abandoned completions were booked as estimates');
    return swept;
  }

  // Asked without the lock, which would hold up the booking.
  private async hasWork(): Promise<boolean> {
    const now = sql<Date>`clock_timestamp()`;
    const due = await this.options.database.run((handle) => this.abandoned(handle, now, 1));
    return due.length > 0;
  }

  private async bookAbandoned(transaction: Database): Promise<LedgerEntry[]> {
    const now = await lockLedger(transaction);
    const openings = await this.abandoned(transaction, sql`${now.toISOString()}::timestamptz`, rowsAtOnce);
    const { tariff } = this.options;
    const settlements = openings.map((opening) => abandonedSettlement(opening, tariff, now));
    return bookSettlements(transaction, settlements, tariff, now);
  }

  private abandoned(database: Database, now: ReturnType<typeof sql>, limit: number): Promise<Opening[]> {
    const openSince = sql`${now} - ${this.options.afterMs} * interval '1 millisecond'`;
    return database
      .select()
      .from(completionsOpen)
      .where(lte(completionsOpen.openedAt, openSince))
      .orderBy(asc(completionsOpen.openedAt))
      .limit(limit);
  }
}

function abandonedSettlement(opening: Opening, tariff: Tariff, now: Date): Settlement {
  const entry = {
    ...opening,
    outcome: 'abandoned' as const,
    settler: 'sweeper' as const,
    source: 'estimated' as const,
    deliveredOutput: null,
    takenNanoUsd: null,
    finishReason: '',
    failureCode: '',
    timeToFirstTokenUs: 0,
    durationUs: 0,
    settledAt: now,
  };
  return { entry: pricedEntry(entry, tariff), leases: [] };
}
