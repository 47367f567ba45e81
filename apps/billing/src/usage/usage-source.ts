import type { QueryUsageRequest } from '@belugapi/contracts';
import { and, getTableColumns, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm';
import { alias, type PgColumn } from 'drizzle-orm/pg-core';
import { ledger, usageHours } from '../billing-schema.js';
import { isRequest } from './is-request.js';

/** The name under which {@link usageSource} is read. */
export const usage = alias(usageHours, 'usage');

/** Unix seconds; the end is exclusive. */
interface Span {
  readonly start: number;
  readonly end: number;
}

const secondsOfHour = 3_600;

/**
 * What `usage` is for a query: the sums of the whole hours within a span, and the ledger's rows of the rest of it. Where buckets
 * are shorter than an hour it is rows throughout.
 */
export function usageSource(request: QueryUsageRequest, { start, end }: Span, bucketSeconds: number): SQL {
  const first = Math.ceil(start / secondsOfHour) * secondsOfHour;
  const last = Math.floor(end / secondsOfHour) * secondsOfHour;
  if (bucketSeconds < secondsOfHour || first >= last) return named(fromLedger(request, [{ start, end }]));
  const hours = fromHours(request, { start: first, end: last });
  const rest = [
    { start, end: first },
    { start: last, end },
  ].filter((span) => span.start < span.end);
  return named(rest.length === 0 ? hours : sql`${hours} union all ${fromLedger(request, rest)}`);
}

const named = (rows: SQL) => sql`(${rows}) as ${sql.identifier('usage')}`;

function fromHours(request: QueryUsageRequest, span: Span): SQL {
  return sql`select * from ${usageHours} where ${and(within(usageHours.hour, span), asked(usageHours, request))}`;
}

function fromLedger(request: QueryUsageRequest, spans: readonly Span[]): SQL {
  const booked = or(...spans.map((span) => within(ledger.createdAt, span)));
  return sql`select ${sql.join(ofRow, sql`, `)} from ${ledger} where ${and(booked, asked(ledger, request))}`;
}

const counted: Readonly<Partial<Record<keyof typeof usageHours.$inferSelect, SQL>>> = {
  hour: sql`${ledger.createdAt}`,
  rows: sql`1`,
  requests: sql`case when ${isRequest} then 1 else 0 end`,
};
const ledgerColumns: Readonly<Record<string, PgColumn>> = getTableColumns(ledger);

/** One row in the columns of the sums. */
const ofRow = Object.entries(getTableColumns(usageHours)).map(([key, { name, notNull, hasDefault }]) => {
  const column = sql`${ledgerColumns[key]}`;
  const value = counted[key as keyof typeof counted] ?? (notNull && hasDefault ? sql`coalesce(${column}, 0)` : column);
  return sql`${value} as ${sql.identifier(name)}`;
});

function within(column: PgColumn, { start, end }: Span): SQL | undefined {
  const moment = (seconds: number) => new Date(seconds * 1_000);
  return and(gte(column, moment(start)), lt(column, moment(end)));
}

function asked(table: typeof ledger | typeof usageHours, request: QueryUsageRequest): SQL | undefined {
  return and(
    among(table.organizationId, request.organizationIds),
    among(table.keyId, request.keyIds),
    among(table.model, request.models),
  );
}

function among(column: PgColumn, values: readonly string[]): SQL | undefined {
  return values.length === 0 ? undefined : inArray(column, [...values]);
}
