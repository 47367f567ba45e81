import { randomUUID } from 'node:crypto';
import type { Database, ServiceDatabase } from '@belugapi/service-kit';
import { eq, or, sql } from 'drizzle-orm';
import { apiKeys, organizations } from './auth-schema.js';
import type { BearerKey } from './bearer-key.js';
import { inTurn } from './in-turn.js';

/** A key with the organisation it belongs to. */
export interface StoredKey {
  readonly key: typeof apiKeys.$inferSelect;
  readonly organization: typeof organizations.$inferSelect;
  /** Found by the secret that a rotation has replaced. */
  readonly former: boolean;
}

/** Keys and organisations in the database. */
export class KeyStore {
  constructor(private readonly database: ServiceDatabase) {}

  findByDigest(digest: Uint8Array): Promise<StoredKey | undefined> {
    return this.database.run((database) => selectByDigest(database, digest));
  }

  /** Notes that a key is in use, to the minute. */
  async noteUse(id: string): Promise<void> {
    await this.database.run((database) =>
      database
        .update(apiKeys)
        .set({ lastUsedAt: sql`now()` as unknown as Date })
        .where(eq(apiKeys.id, id)),
    );
  }

  /**
   * Adds a key, and its organisation where that is missing; one that is there stays as it is, revoked or limited. Resolves
   * with false when the public id belongs to another key. Replicas may do this at the same time. Waits for a database that
   * cannot be reached: no service starts without it.
   */
  addMissing(key: BearerKey, { organizationId, name }: { organizationId: string; name: string }): Promise<boolean> {
    return this.database.runPatiently((database) =>
      inTurn(database, async (transaction) => {
        await transaction
          .insert(organizations)
          .values({ id: organizationId, name: organizationId })
          .onConflictDoNothing();
        const id = `key_${randomUUID().replaceAll('-', '')}`;
        const createdAt = sql`clock_timestamp()` as unknown as Date;
        const values = { id, publicId: key.publicId, keyDigest: key.digest, organizationId, name, createdAt };
        await transaction.insert(apiKeys).values(values).onConflictDoNothing();
        return (await selectByDigest(transaction, key.digest)) !== undefined;
      }),
    );
  }
}

async function selectByDigest(database: Database, digest: Uint8Array): Promise<StoredKey | undefined> {
  const sought = Buffer.from(digest);
  const rows = await database
    .select({ key: apiKeys, organization: organizations })
    .from(apiKeys)
    .innerJoin(organizations, eq(organizations.id, apiKeys.organizationId))
    .where(or(eq(apiKeys.keyDigest, sought), eq(apiKeys.formerDigest, sought)));
  const [found] = rows;
  return found && { ...found, former: !found.key.keyDigest.equals(sought) };
}
