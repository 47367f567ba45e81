import type { Key, Limits, Organization } from '@belugapi/contracts';
import { dollars } from '../answer/usage-body.js';

/** A key as the admin API shows it; the secret itself only once, as `key`, in the answer that made it. */
export function keyBody(key: Key, secret?: string): Record<string, unknown> {
  return {
    object: 'key',
    id: key.id,
    name: key.name,
    ...(secret === undefined ? {} : { key: secret }),
    public_id: key.publicId,
    organization: key.organizationId,
    scopes: key.scopes,
    models: key.models,
    limits: limitsBody(key.limits),
    created_at: seconds(key.createdAtUnixMs),
    expires_at: seconds(key.expiresAtUnixMs),
    revoked_at: seconds(key.revokedAtUnixMs),
    last_used_at: seconds(key.lastUsedAtUnixMs),
    former_secret_until: seconds(key.formerSecretUntilUnixMs),
  };
}

export function organizationBody({ id, name, limits, createdAtUnixMs }: Organization): Record<string, unknown> {
  return { object: 'organization', id, name, limits: limitsBody(limits), created_at: seconds(createdAtUnixMs) };
}

/** Limits in the words of the admin API; null where there is none. */
export function limitsBody(limits: Limits | undefined): Record<string, unknown> {
  const { totalNanoUsd, dailyNanoUsd, monthlyNanoUsd } = limits?.money ?? {};
  return {
    requests_per_minute: limits?.requestsPerMinute ?? null,
    tokens_per_minute: limits?.tokensPerMinute ?? null,
    concurrent_requests: limits?.concurrentRequests ?? null,
    money: { total_usd: usd(totalNanoUsd), daily_usd: usd(dailyNanoUsd), monthly_usd: usd(monthlyNanoUsd) },
  };
}

/** A page as OpenAI's lists are: the next one is asked for with `after=<last_id>`. */
export function pageBody(rows: readonly Record<string, unknown>[], hasMore: boolean): Record<string, unknown> {
  return {
    object: 'list',
    data: rows,
    first_id: rows[0]?.['id'] ?? null,
    last_id: rows.at(-1)?.['id'] ?? null,
    has_more: hasMore,
  };
}

function usd(nano: number | undefined): number | null {
  return nano === undefined ? null : dollars(BigInt(nano));
}

function seconds(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : Math.floor(milliseconds / 1_000);
}
