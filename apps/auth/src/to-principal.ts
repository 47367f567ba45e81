import { Limits, MoneyLimits, Principal } from '@belugapi/contracts';
import type { LimitColumns } from './administration/limit-columns.js';
import type { StoredKey } from './key-store.js';

/** What a gateway learns about a key. One that was found by its former secret ends with that. */
export function toPrincipal({ key, organization, former }: StoredKey): Principal {
  const ends = [key.expiresAt, former ? key.formerUntil : null].flatMap((moment) => (moment ? [moment.getTime()] : []));
  return {
    keyId: key.id,
    publicId: key.publicId,
    organizationId: organization.id,
    name: key.name,
    scopes: key.scopes,
    allowedModels: key.allowedModels,
    keyLimits: toLimits(key),
    organizationLimits: toLimits(organization),
    expiresAtUnixMs: ends.length > 0 ? Math.min(...ends) : undefined,
    version: Math.max(key.version, organization.version),
  };
}

/** Limits of a key's or an organisation's row. */
export function toLimits(columns: LimitColumns): Limits {
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
