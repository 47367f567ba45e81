import { Key, Organization } from '@belugapi/contracts';
import type { apiKeys, organizations } from '../auth-schema.js';
import { toLimits } from '../to-principal.js';

/** A key as administrators see it: never its secret or digest. */
export function toKey(row: typeof apiKeys.$inferSelect): Key {
  return Key.create({
    id: row.id,
    name: row.name,
    publicId: row.publicId,
    organizationId: row.organizationId,
    scopes: row.scopes,
    models: row.allowedModels,
    limits: toLimits(row),
    createdAtUnixMs: row.createdAt.getTime(),
    expiresAtUnixMs: row.expiresAt?.getTime(),
    revokedAtUnixMs: row.revokedAt?.getTime(),
    lastUsedAtUnixMs: row.lastUsedAt?.getTime(),
    formerSecretUntilUnixMs: formerSecretUntil(row),
  });
}

/** It ends with its key, whatever overlap it was given. */
function formerSecretUntil({ formerUntil, expiresAt, revokedAt }: typeof apiKeys.$inferSelect): number | undefined {
  if (!formerUntil || revokedAt) return undefined;
  const until = Math.min(formerUntil.getTime(), expiresAt?.getTime() ?? Infinity);
  return until > Date.now() ? until : undefined;
}

/** An organisation as administrators see it. */
export function toOrganization(row: typeof organizations.$inferSelect): Organization {
  const { id, name, createdAt } = row;
  return Organization.create({ id, name, limits: toLimits(row), createdAtUnixMs: createdAt.getTime() });
}
