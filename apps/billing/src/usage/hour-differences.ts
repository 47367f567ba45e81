import type { Database } from '@belugapi/service-kit';
import { type SQL, sql } from 'drizzle-orm';
import { ledger, usageHours } from '../billing-schema.js';
import { isRequest } from './is-request.js';

/** What is kept of an hour. */
export interface HourSums {
  readonly rows: bigint;
  readonly requests: bigint;
  readonly tokens: bigint;
  readonly cost: bigint;
  readonly charged: bigint;
}
type KeptHours = Map<string, HourSums>;

export interface HourDifference {
  readonly subject: string;
  readonly figure: keyof HourSums;
  readonly expected: bigint;
  readonly found: bigint;
}

const nothing: HourSums = { rows: 0n, requests: 0n, tokens: 0n, cost: 0n, charged: 0n };
const figures = ['rows', 'requests', 'tokens', 'cost', 'charged'] as const;

/** Adds the ledger's rows of a range to the sums of their hours. */
export async function addRowsToHours(database: Database, range: SQL, hours: KeptHours): Promise<void> {
  const hour = hourName(sql`date_trunc('hour', ${ledger.createdAt}, 'UTC')`);
  const rows = await database
    .select({
      hour,
      rows: sql`count(*)`.mapWith(BigInt),
      requests: sql`count(*) filter (where ${isRequest})`.mapWith(BigInt),
      tokens: tokensOf(ledger),
      cost: sumOf(ledger.costNanoUsd),
      charged: sumOf(ledger.chargedNanoUsd),
    })
    .from(ledger)
    .where(range)
    .groupBy(hour);
  for (const row of rows) {
    const before = hours.get(row.hour) ?? nothing;
    const figure = (name: keyof HourSums) => before[name] + row[name];
    hours.set(row.hour, {
      rows: figure('rows'),
      requests: figure('requests'),
      tokens: figure('tokens'),
      cost: figure('cost'),
      charged: figure('charged'),
    });
  }
}

/** Where the kept sums of an hour are others than those of its rows. */
export async function hourDifferences(
  database: Database,
  expected: ReadonlyMap<string, HourSums>,
): Promise<HourDifference[]> {
  const hour = hourName(sql`${usageHours.hour}`);
  const rows = await database
    .select({
      hour,
      rows: sumOf(usageHours.rows),
      requests: sumOf(usageHours.requests),
      tokens: tokensOf(usageHours),
      cost: sumOf(usageHours.costNanoUsd),
      charged: sumOf(usageHours.chargedNanoUsd),
    })
    .from(usageHours)
    .groupBy(hour);
  const kept = new Map(rows.map(({ hour: name, ...sums }) => [name, sums]));
  return [...new Set([...expected.keys(), ...kept.keys()])].flatMap((name) => {
    const [wanted, found] = [expected.get(name) ?? nothing, kept.get(name) ?? nothing];
    return figures
      .filter((figure) => wanted[figure] !== found[figure])
      .map((figure) => ({ subject: `hour:${name}`, figure, expected: wanted[figure], found: found[figure] }));
  });
}

const sumOf = (figure: unknown) => sql`coalesce(sum(${figure}), 0)`.mapWith(BigInt);

function tokensOf(table: typeof ledger | typeof usageHours): SQL<bigint> {
  const { uncachedInput, cacheRead, cacheWrite, cacheWriteLong, audioInput, imageInput } = table;
  const { visibleOutput, reasoning, audioOutput } = table;
  const input = [uncachedInput, cacheRead, cacheWrite, cacheWriteLong, audioInput, imageInput];
  const classes = [...input, visibleOutput, reasoning, audioOutput].map((column) => sql`coalesce(${column}, 0)`);
  return sumOf(sql.join(classes, sql` + `));
}

function hourName(moment: SQL): SQL<string> {
  return sql<string>`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24":00Z"')`;
}
