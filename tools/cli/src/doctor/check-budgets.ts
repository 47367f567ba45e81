import type { AdminClient, AdminObject } from '../admin-client.js';
import type { Finding } from '../finding.js';
import { warning, wrong } from './doctor-context.js';

const lowShare = 0.1;
// Of half a year each, so that no answer leads on for ever.
const mostPages = 40;

interface Limit {
  readonly field: string;
  readonly option: string;
  readonly span: string;
}
const daily: Limit = { field: 'daily_usd', option: '--daily-usd', span: 'for this day' };
const monthly: Limit = { field: 'monthly_usd', option: '--monthly-usd', span: 'for this month' };
const total: Limit = { field: 'total_usd', option: '--total-usd', span: 'in all' };

/** Who has budgets, and by which column costs are theirs. */
interface Kind {
  readonly group: 'project_id' | 'api_key_id';
  readonly command: 'organizations' | 'keys';
  readonly subject: (one: AdminObject) => string;
}

/** Those of organisations. */
export const organizationBudgets: Kind = {
  group: 'project_id',
  command: 'organizations',
  subject: ({ id }) => `organisation ${String(id)}`,
};

/** Those of keys. */
export const keyBudgets: Kind = {
  group: 'api_key_id',
  command: 'keys',
  subject: ({ id, name }) => `key ${String(id)} (${String(name)})`,
};

/**
 * Which of these budgets are nearly spent, or are: of the day and the month, which are those of UTC as budgets count them, and
 * in all. @throws {RequestError}
 */
export async function checkBudgets(
  client: AdminClient,
  kind: Kind,
  owners: readonly AdminObject[],
  now: number,
): Promise<Finding[]> {
  const limited = owners.filter((one) => [daily, monthly, total].some((limit) => limitOf(one, limit) !== null));
  if (limited.length === 0) return [];
  const today = new Date(now).toISOString().slice(0, 10);
  const [day = 0, month = 0] = [today, `${today.slice(0, 8)}01`].map((date) => Date.parse(`${date}T00:00:00Z`) / 1_000);
  const sinceEver = limited.filter((one) => limitOf(one, total) !== null).map(madeAt);
  const buckets = await costsSince(client, kind, Math.min(month, ...sinceEver));
  const spentSince = (id: unknown, start: number) =>
    buckets
      .filter((bucket) => bucket.start_time >= start)
      .flatMap(({ results }) => results)
      .filter((result) => result[kind.group] === id)
      .reduce((sum, { amount }) => sum + amount.value, 0);
  return limited.flatMap((one) => [
    ...findings(kind, one, daily, spentSince(one['id'], day)),
    ...findings(kind, one, monthly, spentSince(one['id'], month)),
    ...findings(kind, one, total, spentSince(one['id'], 0)),
  ]);
}

interface CostBucket {
  readonly start_time: number;
  readonly results: readonly {
    readonly project_id?: string | null;
    readonly api_key_id?: string | null;
    readonly amount: { readonly value: number };
  }[];
}

async function costsSince(client: AdminClient, { group }: Kind, start: number): Promise<readonly CostBucket[]> {
  const buckets: CostBucket[] = [];
  const query = new URLSearchParams({ start_time: String(start), limit: '180', group_by: group });
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await client.call('GET', `/v1/organization/costs?${query.toString()}`);
    buckets.push(...(page['data'] as readonly CostBucket[]));
    if (typeof page['next_page'] !== 'string') break;
    query.set('page', page['next_page']);
  }
  return buckets;
}

// Buckets are of whole days, but for one that begins in the middle of its day.
function madeAt({ created_at: createdAt }: AdminObject): number {
  return typeof createdAt === 'number' ? Math.floor(createdAt / 86_400) * 86_400 : 0;
}

function limitOf(one: AdminObject, { field }: Limit): number | null {
  const { money } = (one['limits'] ?? {}) as { money?: Readonly<Record<string, number | null>> };
  return money?.[field] ?? null;
}

function findings(kind: Kind, one: AdminObject, limit: Limit, spent: number): Finding[] {
  const most = limitOf(one, limit);
  if (most === null || spent < most * (1 - lowShare)) return [];
  const change = `\`beluga ${kind.command} update ${String(one['id'])} ${limit.option} …\``;
  const told = `$${spent.toFixed(2)} of $${most} ${limit.span} are spent: ${change}`;
  return [spent >= most ? wrong(kind.subject(one), told) : warning(kind.subject(one), told)];
}
