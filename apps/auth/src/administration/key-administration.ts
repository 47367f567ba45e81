import { randomUUID } from 'node:crypto';
import {
  type CreateKeyRequest,
  type Failure,
  FailureCode,
  type IssueKeyResponse,
  type KeyResponse,
  type ListKeysRequest,
  type ListKeysResponse,
  type RotateKeyRequest,
  type UpdateKeyRequest,
} from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import type { Database, ServiceDatabase } from '@belugapi/service-kit';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { apiKeys, organizations } from '../auth-schema.js';
import { inTurn } from '../in-turn.js';
import type { ChangeAnnouncer } from './change-announcer.js';
import { keysOfPage } from './keys-of-page.js';
import { limitColumns } from './limit-columns.js';
import { newBearerKey } from './new-bearer-key.js';
import { pageSize } from './page-size.js';
import { toKey } from './to-key.js';

type KeyRow = typeof apiKeys.$inferSelect;
type KeyChange = Partial<typeof apiKeys.$inferInsert>;

// Not when its transaction began: keys become visible in the order in which lists have them.
const itsTurn = sql`clock_timestamp()` as unknown as Date;
const nextVersion = sql<number>`nextval('auth.principal_version')`;

/** Creates, changes and ends keys. Whatever returns has been announced to the gateways. */
export class KeyAdministration {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly announcer: ChangeAnnouncer,
  ) {}

  async create({
    name,
    organizationId,
    scopes,
    models,
    limits,
    expiresAtUnixMs,
  }: CreateKeyRequest): Promise<IssueKeyResponse> {
    const organization = organizationId || 'default';
    const { token, publicId, digest } = newBearerKey();
    const row = await this.inTurn(async (transaction) => {
      const [found] = await transaction
        .select({ id: organizations.id })
        .from(organizations)
        .where(eq(organizations.id, organization));
      if (!found) return undefined;
      const [created] = await transaction
        .insert(apiKeys)
        .values({
          id: `key_${randomUUID().replaceAll('-', '')}`,
          publicId,
          keyDigest: digest,
          organizationId: organization,
          name,
          ...(scopes.length > 0 && { scopes }),
          allowedModels: models,
          ...limitColumns(limits),
          expiresAt: expiresAtUnixMs === undefined ? null : new Date(expiresAtUnixMs),
          createdAt: itsTurn,
        })
        .returning();
      return created;
    });
    if (!row) return { result: { $case: 'failure', value: noOrganization(organization) } };
    return { result: { $case: 'issued', value: { key: toKey(row), secret: token } } };
  }

  /** A page in the order of creation; fewer than asked for where a message could not carry them. */
  async list({ organizationId, after, limit }: ListKeysRequest): Promise<ListKeysResponse> {
    const size = pageSize(limit);
    const rows = await this.database.run((database) =>
      database
        .select()
        .from(apiKeys)
        .where(
          and(
            organizationId === '' ? undefined : eq(apiKeys.organizationId, organizationId),
            after === ''
              ? undefined
              : sql`(${apiKeys.createdAt}, ${apiKeys.id}) > (select created_at, id from ${apiKeys} where id = ${after})`,
          ),
        )
        .orderBy(apiKeys.createdAt, apiKeys.id)
        .limit(size + 1),
    );
    const keys = keysOfPage(rows.slice(0, size).map(toKey));
    return { keys, hasMore: rows.length > keys.length };
  }

  async get(id: string): Promise<KeyResponse> {
    const [row] = await this.database.run((database) => database.select().from(apiKeys).where(eq(apiKeys.id, id)));
    return keyResponse(id, row);
  }

  /** A revoked key stays revoked, whatever else changes. */
  async update({ id, name, models, limits, expiresAtUnixMs, cleared }: UpdateKeyRequest): Promise<KeyResponse> {
    const row = await this.change(id, {
      ...(name !== undefined && { name }),
      ...(models && { allowedModels: models.models }),
      ...(expiresAtUnixMs !== undefined && { expiresAt: new Date(expiresAtUnixMs) }),
      ...(cleared.includes('expires_at') && { expiresAt: null }),
      ...limitColumns(limits, cleared),
    });
    return keyResponse(id, row);
  }

  /** The same key with a new secret; the former one works for `overlapMs` more. One that is revoked cannot come back. */
  async rotate({ id, overlapMs }: RotateKeyRequest): Promise<IssueKeyResponse> {
    const found = await this.get(id);
    if (found.result?.$case !== 'key') return { result: found.result ?? { $case: 'failure', value: noKey(id) } };
    const { token, digest } = newBearerKey(found.result.value.publicId);
    const former =
      overlapMs > 0
        ? { formerDigest: sql`${apiKeys.keyDigest}`, formerUntil: new Date(Date.now() + overlapMs) }
        : { formerDigest: null, formerUntil: null };
    const row = await this.change(id, { keyDigest: digest, ...(former as KeyChange) }, isNull(apiKeys.revokedAt));
    if (!row) return { result: { $case: 'failure', value: isRevoked(id) } };
    return { result: { $case: 'issued', value: { key: toKey(row), secret: token } } };
  }

  /** Ends a key; once more changes nothing. */
  async revoke(id: string): Promise<KeyResponse> {
    const revokedAt = sql`coalesce(${apiKeys.revokedAt}, now())` as unknown as Date;
    return keyResponse(id, await this.change(id, { revokedAt }));
  }

  private async change(id: string, change: KeyChange, condition = sql`true`): Promise<KeyRow | undefined> {
    const [row] = await this.inTurn((transaction) =>
      transaction
        .update(apiKeys)
        .set({ ...change, version: nextVersion as unknown as number })
        .where(and(eq(apiKeys.id, id), condition))
        .returning(),
    );
    if (row) await this.announcer.announce({ $case: 'keyId', value: id }, row.version);
    return row;
  }

  private inTurn<Result>(work: (transaction: Database) => Promise<Result>): Promise<Result> {
    return this.database.run((database) => inTurn(database, work));
  }
}

function keyResponse(id: string, row: KeyRow | undefined): KeyResponse {
  if (!row) return { result: { $case: 'failure', value: noKey(id) } };
  return { result: { $case: 'key', value: toKey(row) } };
}

function noKey(id: string): Failure {
  return createFailure(FailureCode.NOT_FOUND, `There is no key with the id \`${id.slice(0, 100)}\`.`, { param: 'id' });
}

function noOrganization(id: string): Failure {
  const message = `There is no organization with the id \`${id.slice(0, 100)}\`.`;
  return createFailure(FailureCode.INVALID_VALUE, message, { param: 'organization' });
}

function isRevoked(id: string): Failure {
  return createFailure(FailureCode.CONFLICT, `The key \`${id}\` has been revoked.`, { param: 'id' });
}
