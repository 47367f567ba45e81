import { createFailure } from '@belugapi/completion';
import {
  FailureCode,
  type QueryUsageRequest,
  type QueryUsageResponse,
  type UsagePage,
  UsageTotals,
} from '@belugapi/contracts';
import type { Database, ServiceDatabase } from '@belugapi/service-kit';
import { and, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { ledger } from '../billing-schema.js';
import { nanoNumber } from '../balances/nano-number.js';
import { usageRange, type UsageRange } from './usage-range.js';

const groups = { organization: ledger.organizationId, key: ledger.keyId, model: ledger.model } as const;
type Group = keyof typeof groups;

/** Sums the ledger up over time. Rows count at the time at which they were booked, as they do in balances. */
export class UsageReader {
  constructor(private readonly database: ServiceDatabase) {}

  /** A page of buckets, empty ones included. @throws {DatabaseError} */
  async query(request: QueryUsageRequest): Promise<QueryUsageResponse> {
    const range = usageRange(request, Math.floor(Date.now() / 1_000));
    if ('code' in range) return { result: { $case: 'failure', value: range } };
    const groupBy = request.groupBy.filter((name): name is Group => Object.hasOwn(groups, name));
    if (groupBy.length < request.groupBy.length) {
      const message = "Invalid value for 'group_by': usage is grouped by organization, key and model.";
      const failure = createFailure(FailureCode.INVALID_VALUE, message, { param: 'group_by' });
      return { result: { $case: 'failure', value: failure } };
    }
    const page = await this.database.run((database) => sumUp(database, request, range, groupBy));
    return { result: { $case: 'page', value: page } };
  }
}

async function sumUp(
  database: Database,
  request: QueryUsageRequest,
  { width, buckets, nextPage }: UsageRange,
  groupBy: readonly Group[],
): Promise<UsagePage> {
  const moment = (seconds: number) => new Date(seconds * 1_000);
  const bucket = sql`floor(extract(epoch from ${ledger.createdAt}) / ${sql.raw(String(width))})`.mapWith(Number);
  const grouped = Object.fromEntries(groupBy.map((name) => [name, groups[name]]));
  const rows = await database
    .select({ bucket, ...grouped, ...sums })
    .from(ledger)
    .where(
      and(
        gte(ledger.createdAt, moment(buckets[0]?.start ?? 0)),
        lt(ledger.createdAt, moment(buckets.at(-1)?.end ?? 0)),
        among(ledger.organizationId, request.organizationIds),
        among(ledger.keyId, request.keyIds),
        among(ledger.model, request.models),
      ),
    )
    .groupBy(bucket, ...Object.values(grouped))
    .orderBy(bucket, ...Object.values(grouped));
  const byBucket = Map.groupBy(rows, (row) => row.bucket);
  return {
    buckets: buckets.map(({ start, end }) => ({
      startUnixS: start,
      endUnixS: end,
      results: (byBucket.get(Math.floor(start / width)) ?? []).map((row) =>
        toTotals(row as Readonly<Partial<Record<Group, string>>>, row),
      ),
    })),
    nextPage,
  };
}

function among(column: PgColumn, values: readonly string[]): SQL | undefined {
  return values.length === 0 ? undefined : inArray(column, [...values]);
}

// A sum over nothing but unknown figures is unknown.
const total = (column: PgColumn) => sql`sum(${column})`.mapWith(Number);
const money = (column: PgColumn) => sql`coalesce(sum(${column}), 0)`.mapWith(BigInt);

const sums = {
  // An attempt that no vendor has seen is no request to a model.
  requests: sql`count(*) filter (where ${ledger.outcome} = 'completed'
    or ${ledger.uncachedInput} > 0 or ${ledger.visibleOutput} > 0 or ${ledger.costNanoUsd} > 0)`.mapWith(Number),
  uncachedInput: total(ledger.uncachedInput),
  cacheRead: total(ledger.cacheRead),
  cacheWrite: total(ledger.cacheWrite),
  cacheWriteLong: total(ledger.cacheWriteLong),
  audioInput: total(ledger.audioInput),
  imageInput: total(ledger.imageInput),
  visibleOutput: total(ledger.visibleOutput),
  reasoning: total(ledger.reasoning),
  audioOutput: total(ledger.audioOutput),
  webSearches: total(ledger.webSearches),
  audioSeconds: total(ledger.audioSeconds),
  cost: money(ledger.costNanoUsd),
  charged: money(ledger.chargedNanoUsd),
};

type Summed = { readonly [Name in keyof typeof sums]: Name extends 'cost' | 'charged' ? bigint : number | null };

function toTotals(row: Readonly<Partial<Record<Group, string>>>, summed: Summed): UsageTotals {
  const count = (name: Exclude<keyof Summed, 'cost' | 'charged'>) => {
    const told = summed[name];
    return told === null ? undefined : Math.min(told, Number.MAX_SAFE_INTEGER);
  };
  return UsageTotals.create({
    organizationId: row.organization,
    keyId: row.key,
    model: row.model,
    requests: count('requests'),
    usage: {
      uncachedInput: count('uncachedInput'),
      cacheRead: count('cacheRead'),
      cacheWrite: count('cacheWrite'),
      cacheWriteLong: count('cacheWriteLong'),
      audioInput: count('audioInput'),
      imageInput: count('imageInput'),
      visibleOutput: count('visibleOutput'),
      reasoning: count('reasoning'),
      audioOutput: count('audioOutput'),
      webSearches: count('webSearches'),
      audioSeconds: count('audioSeconds'),
    },
    costNanoUsd: nanoNumber(summed.cost),
    chargedNanoUsd: nanoNumber(summed.charged),
  });
}
