import type {
  GetGenerationRequest,
  GetGenerationResponse,
  LedgerRow,
  ListLedgerRequest,
  ListLedgerResponse,
} from '@belugapi/contracts';
import type { ServiceDatabase } from '@belugapi/service-kit';
import { and, asc, eq, gt } from 'drizzle-orm';
import { ledger } from './billing-schema.js';
import type { BookingWaiters } from './booking-waiters.js';
import { toLedgerRow } from './to-ledger-row.js';

const waitForBookingMs = 2_000;
const defaultPage = 100;
const longestPage = 1_000;

/** Answers questions about the ledger. */
export class LedgerReader {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly waiters: BookingWaiters,
  ) {}

  /**
   * The attempts of one completion of one organisation. A client may ask right after its answer, while the booking is on its
   * way: up to two seconds are given to it before the answer is that there is none.
   */
  async generation({ completionId, organizationId }: GetGenerationRequest): Promise<GetGenerationResponse> {
    const find = () => this.attempts(completionId, organizationId);
    // Waiting begins before the first look: else a commit between the two would be missed.
    const { promise: booked, resolve } = Promise.withResolvers<void>();
    const stopWaiting = this.waiters.wait(completionId, waitForBookingMs, resolve);
    try {
      const rows = await find();
      if (rows.length > 0) return { rows };
      await booked;
    } finally {
      stopWaiting();
    }
    // Also after the wait was in vain: another replica may have booked it.
    return { rows: await find() };
  }

  /** A page of the ledger in the order of its ids, beginning after `after`. */
  async list({ after, limit, organizationId }: ListLedgerRequest): Promise<ListLedgerResponse> {
    const size = Math.min(limit || defaultPage, longestPage);
    const ofOrganization = organizationId === undefined ? undefined : eq(ledger.organizationId, organizationId);
    const rows = await this.database.run((database) =>
      database
        .select()
        .from(ledger)
        .where(and(gt(ledger.id, after), ofOrganization))
        .orderBy(asc(ledger.id))
        .limit(size + 1),
    );
    return { rows: rows.slice(0, size).map(toLedgerRow), hasMore: rows.length > size };
  }

  private async attempts(completionId: string, organizationId: string): Promise<LedgerRow[]> {
    const rows = await this.database.run((database) =>
      database
        .select()
        .from(ledger)
        .where(and(eq(ledger.completionId, completionId), eq(ledger.organizationId, organizationId)))
        .orderBy(asc(ledger.attempt)),
    );
    return rows.map(toLedgerRow);
  }
}
