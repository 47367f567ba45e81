import type { UsageConsumption } from '@belugapi/bus';
import type {
  GetGenerationRequest,
  GetGenerationResponse,
  LedgerRow,
  ListLedgerRequest,
  ListLedgerResponse,
} from '@belugapi/contracts';
import type { ServiceDatabase } from '@belugapi/service-kit';
import { and, asc, eq, gt, notExists } from 'drizzle-orm';
import { completionsOpen, ledger } from './billing-schema.js';
import { pageSize } from './page-size.js';
import { toLedgerRow } from './to-ledger-row.js';

const waitForBookingMs = 2_000;

/** Answers questions about the ledger. */
export class LedgerReader {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly consumption: Pick<UsageConsumption, 'caughtUp'>,
  ) {}

  /**
   * The attempts of one completion of one organisation; none while one of them runs. A client may ask right after its answer:
   * what was on its way then is booked first, for up to two seconds.
   */
  async generation({ completionId, organizationId }: GetGenerationRequest): Promise<GetGenerationResponse> {
    await this.consumption.caughtUp(waitForBookingMs);
    return { rows: await this.attempts(completionId, organizationId) };
  }

  /** A page of the ledger in the order of its ids, beginning after `after`. */
  async list({ after, limit, organizationId, keyId }: ListLedgerRequest): Promise<ListLedgerResponse> {
    const size = pageSize(limit);
    const ofOrganization = organizationId === undefined ? undefined : eq(ledger.organizationId, organizationId);
    const ofKey = keyId === undefined ? undefined : eq(ledger.keyId, keyId);
    const rows = await this.database.run((database) =>
      database
        .select()
        .from(ledger)
        .where(and(gt(ledger.id, after), ofOrganization, ofKey))
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
        .where(
          and(
            eq(ledger.completionId, completionId),
            eq(ledger.organizationId, organizationId),
            // What a failed attempt cost is not yet what the completion does.
            notExists(database.select().from(completionsOpen).where(eq(completionsOpen.completionId, completionId))),
          ),
        )
        .orderBy(asc(ledger.attempt)),
    );
    return rows.map(toLedgerRow);
  }
}
