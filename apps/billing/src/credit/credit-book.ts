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
    const answer = await this.options.database.run((database) =>
      database.transaction((transaction) => adjust(transaction, request)),
    );
    if (answer.result?.$case === 'credit') this.options.announce(organizationId);
    return answer;
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

async function adjust(database: Database, request: AdjustCreditRequest): Promise<CreditResponse> {
  const { organizationId, idempotencyKey } = request;
  const amount = BigInt(request.amountNanoUsd);
  const note = request.note.replaceAll('\0', '').slice(0, longestText);
  const name = `organization:${organizationId}`;
  // The lock also keeps two requests with one idempotency key apart.
  const [balance] = await lockBalances(database, [name]);
  const former = idempotencyKey === '' ? undefined : await entryOf(database, organizationId, idempotencyKey);
  if (former && (former.amount !== amount || former.note !== note)) {
    const reason = 'This idempotency key was used for another adjustment.';
    return refused(createFailure(FailureCode.IDEMPOTENCY_CONFLICT, reason, { param: 'idempotency-key' }));
  }
  if (!former) {
    const sum = (balance?.credit ?? 0n) + amount;
    if (sum > largestCredit || sum < -largestCredit)
      return failed('The credit would be larger than can be kept.', 'amount_usd');
    const entry = { organizationId, amount, note, idempotencyKey: idempotencyKey === '' ? null : idempotencyKey };
    await database.insert(creditEntries).values(entry);
    await database
      .update(balances)
      .set({
        credit: sum,
        spentBeforeCredit: sql`case when ${balances.credit} is null then ${balances.total} else ${balances.spentBeforeCredit} end`,
      })
      .where(eq(balances.subject, name));
  }
  return { result: { $case: 'credit', value: await creditOf(database, organizationId) } };
}

async function entryOf(
  database: Database,
  organizationId: string,
  idempotencyKey: string,
): Promise<typeof creditEntries.$inferSelect | undefined> {
  const same = and(eq(creditEntries.organizationId, organizationId), eq(creditEntries.idempotencyKey, idempotencyKey));
  const [entry] = await database.select().from(creditEntries).where(same);
  return entry;
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
  return refused(createFailure(FailureCode.INVALID_VALUE, message, { param }));
}

function refused(failure: Failure): CreditResponse {
  return { result: { $case: 'failure', value: failure } };
}
