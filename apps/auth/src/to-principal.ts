import { Limits, MoneyLimits, Principal } from '@belugapi/contracts';
import type { organizations } from './auth-schema.js';
import type { StoredKey } from './key-store.js';

/** What a gateway learns about a key. */
export function toPrincipal({ key, organization }: StoredKey): Principal {
  return {
    keyId: key.id,
    publicId: key.publicId,
    organizationId: organization.id,
    name: key.name,
    scopes: key.scopes,
    allowedModels: key.allowedModels,
    keyLimits: toLimits(key),
    organizationLimits: toLimits(organization),
    expiresAtUnixMs: key.expiresAt?.getTime(),
    version: Math.max(key.version, organization.version),
  };
}

type LimitColumns = Pick<
  typeof organizations.$inferSelect,
  'requestsPerMinute' | 'tokensPerMinute' | 'concurrentRequests' | 'totalNanoUsd' | 'dailyNanoUsd' | 'monthlyNanoUsd'
>;

function toLimits(columns: LimitColumns): Limits {
  return Limits.create({
    requestsPerMinute: columns.requestsPerMinute ?? undefined,
    tokensPerMinute: columns.tokensPerMinute ?? undefined,
    concurrentRequests: columns.concurrentRequests ?? undefined,
    money: MoneyLimits.create({
      totalNanoUsd: columns.totalNanoUsd ?? undefined,
      dailyNanoUsd: columns.dailyNanoUsd ?? undefined,
      monthlyNanoUsd: columns.monthlyNanoUsd ?? undefined,
    }),
  });
}
