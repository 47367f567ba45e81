import { createFailure, type UsageClass } from '@belugapi/completion';
import {
  FailureCode,
  type QueryUsageRequest,
  type QueryUsageResponse,
  type TokenUsage,
  type UsagePage,
  UsageTotals,
} from '@belugapi/contracts';
import type { Database, ServiceDatabase } from '@belugapi/service-kit';
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { nanoNumber } from '../balances/nano-number.js';
import { fitUsagePage } from './fit-usage-page.js';
import { usageRange, type UsageRange, wrongPage } from './usage-range.js';
import { usage, usageSource } from './usage-source.js';

const groups = {
  organization: sql<string>`${usage.organizationId}`,
  key: sql<string>`${usage.keyId}`,
  model: sql<string>`${usage.model}`,
} as const;
type Group = keyof typeof groups;

/** Sums the ledger up over time. Rows count at the time at which they were booked, as they do in balances. */
export class UsageReader {
  constructor(private readonly database: ServiceDatabase) {}

  /** A page of buckets, empty ones included; fewer than asked for where a message could not carry them. @throws {DatabaseError} */
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
    const fitting = fitUsagePage(page, range.after);
    return { result: fitting ? { $case: 'page', value: fitting } : { $case: 'failure', value: wrongPage() } };
  }
}

const classes = [
  'uncachedInput',
  'cacheRead',
  'cacheWrite',
  'cacheWriteLong',
  'audioInput',
  'imageInput',
  'visibleOutput',
  'reasoning',
  'audioOutput',
  'webSearches',
  'audioSeconds',
] as const satisfies readonly UsageClass[];

const count = (column: SQLWrapper) => sql`sum(${column})`.mapWith(Number);
const money = (column: SQLWrapper) => sql`sum(${column})`.mapWith(BigInt);
const sums = { requests: count(usage.requests), cost: money(usage.costNanoUsd), charged: money(usage.chargedNanoUsd) };
const classSums = Object.fromEntries(classes.map((name) => [name, count(usage[name])])) as Record<
  UsageClass,
  SQL<number>
>;

async function sumUp(
  database: Database,
  request: QueryUsageRequest,
  { width, buckets, nextPage }: UsageRange,
  groupBy: readonly Group[],
): Promise<UsagePage> {
  const span = { start: buckets[0]?.start ?? 0, end: buckets.at(-1)?.end ?? 0 };
  const bucket = sql`floor(extract(epoch from ${usage.hour}) / ${sql.raw(String(width))})`.mapWith(Number);
  const grouped = Object.fromEntries(groupBy.map((name) => [name, groups[name]]));
  const rows = await database
    .select({ bucket, ...grouped, ...sums, ...classSums })
    .from(usageSource(request, span, width))
    .groupBy(bucket, ...Object.values(grouped))
    // Neither attempts that no vendor has seen nor sums of rows that were moved to another time.
    .having(sql`${sums.requests} > 0`)
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

type Summed = Readonly<Record<'requests' | UsageClass, number> & Record<'cost' | 'charged', bigint>>;

function toTotals(row: Readonly<Partial<Record<Group, string>>>, summed: Summed): UsageTotals {
  const told = classes.map((name) => [name, Math.min(summed[name], Number.MAX_SAFE_INTEGER)]);
  return UsageTotals.create({
    organizationId: row.organization,
    keyId: row.key,
    model: row.model,
    requests: summed.requests,
    usage: Object.fromEntries(told) as Partial<TokenUsage>,
    costNanoUsd: nanoNumber(summed.cost),
    chargedNanoUsd: nanoNumber(summed.charged),
  });
}
