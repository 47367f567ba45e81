import { createFailure } from '@belugapi/completion';
import {
  type AdjustCreditRequest,
  Credit,
  type CreditEntry,
  type CreditResponse,
  type Failure,
  FailureCode,
  type ListCreditEntriesRequest,
  type ListCreditEntriesResponse,
} from '@belugapi/contracts';
import type { Database, ServiceDatabase } from '@belugapi/service-kit';
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { nanoNumber } from '../balances/nano-number.js';
import { balances, creditEntries } from '../billing-schema.js';
import { lockBalances } from '../money/lock-balances.js';
import { readBalance } from '../money/read-balance.js';
import { pageSize } from '../page-size.js';

export interface CreditBookOptions {
  readonly database: ServiceDatabase;
  /** Tells the gateways that an organisation's credit has changed. */
  readonly announce: (organizationId: string) => void;
}

const longestText = 512;
const largestCredit = BigInt(Number.MAX_SAFE_INTEGER);

/** What organisations have paid in advance. */
export class CreditBook {
  constructor(private readonly options: CreditBookOptions) {}

  /**
   * Adds to an organisation's credit or takes away from it. With the first adjustment credit becomes a limit; what was
   * spent before does not count against it. @throws {DatabaseError}
   */
  async adjust(request: AdjustCreditRequest): Promise<CreditResponse> {
    const { organizationId, amountNanoUsd } = request;
    if (organizationId === '') return failed('An organization is needed.', 'organization');
    if (amountNanoUsd === 0) return failed('An amount of 0 changes nothing.', 'amount_usd');
    const credit = await this.options.database.run((database) =>
      database.transaction((transaction) => adjust(transaction, request)),
    );
    if (!credit) return failed('The credit would be larger than can be kept.', 'amount_usd');
    this.options.announce(organizationId);
    return { result: { $case: 'credit', value: credit } };
  }

  /** @throws {DatabaseError} */
  get(organizationId: string): Promise<Credit> {
    return this.options.database.run((database) => creditOf(database, organizationId));
  }

  /** A page of an organisation's adjustments, oldest first. @throws {DatabaseError} */
  async list({ organizationId, after, limit }: ListCreditEntriesRequest): Promise<ListCreditEntriesResponse> {
    const size = pageSize(limit);
    const rows = await this.options.database.run((database) =>
      database
        .select()
        .from(creditEntries)
        .where(and(eq(creditEntries.organizationId, organizationId), gt(creditEntries.id, after)))
        .orderBy(asc(creditEntries.id))
        .limit(size + 1),
    );
    return { entries: rows.slice(0, size).map(toEntry), hasMore: rows.length > size };
  }
}

async function adjust(database: Database, request: AdjustCreditRequest): Promise<Credit | undefined> {
  const { organizationId, note, idempotencyKey } = request;
  const amount = BigInt(request.amountNanoUsd);
  const name = `organization:${organizationId}`;
  const [balance] = await lockBalances(database, [name]);
  const sum = (balance?.credit ?? 0n) + amount;
  if (sum > largestCredit || sum < -largestCredit) return undefined;
  const entry = {
    organizationId,
    amount,
    note: note.replaceAll('\0', '').slice(0, longestText),
    idempotencyKey: idempotencyKey === '' ? null : idempotencyKey,
  };
  const added = await database.insert(creditEntries).values(entry).onConflictDoNothing().returning();
  if (added.length > 0) {
    await database
      .update(balances)
      .set({
        credit: sum,
        spentBeforeCredit: sql`case when ${balances.credit} is null then ${balances.total} else ${balances.spentBeforeCredit} end`,
      })
      .where(eq(balances.subject, name));
  }
  return creditOf(database, organizationId);
}

async function creditOf(database: Database, organizationId: string): Promise<Credit> {
  const found = await readBalance(database, `organization:${organizationId}`);
  if (!found) return Credit.create({ organizationId });
  const { credit, total, spentBeforeCredit, reserved } = found;
  return {
    organizationId,
    grantedNanoUsd: credit === null ? undefined : nanoNumber(credit),
    spentNanoUsd: nanoNumber(total - spentBeforeCredit),
    reservedNanoUsd: nanoNumber(reserved),
  };
}

function toEntry({ id, organizationId, amount, note, createdAt }: typeof creditEntries.$inferSelect): CreditEntry {
  const amountNanoUsd = nanoNumber(amount);
  return { id, organizationId, amountNanoUsd, note, createdAtUnixMs: createdAt.getTime() };
}

function failed(message: string, param: string): CreditResponse {
  const failure: Failure = createFailure(FailureCode.INVALID_VALUE, message, { param });
  return { result: { $case: 'failure', value: failure } };
}
