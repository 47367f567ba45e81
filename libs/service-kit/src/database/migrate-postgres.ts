import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import pg from 'pg';

export interface MigrationOptions {
  readonly schema: string;
  readonly migrationsFolder: string;
}

const migrationsTable = 'migrations';
// First half of the advisory lock's name; the second is the schema.
const lockSpace = 0x6265_6c75;

/** Applies the missing migrations; commands that run together take turns. The lock goes with the connection. */
export async function migratePostgres(
  client: pg.Client,
  { schema, migrationsFolder }: MigrationOptions,
): Promise<void> {
  await client.query('select pg_advisory_lock($1, hashtext($2))', [lockSpace, schema]);
  await migrate(drizzle({ client }), { migrationsFolder, migrationsSchema: schema, migrationsTable });
}

/**
 * Whether the schema has every migration of this release. One that is ahead of it has: that is how a rolling upgrade looks
 * to those who are still to be replaced.
 */
export async function isMigrated(client: pg.Client, { schema, migrationsFolder }: MigrationOptions): Promise<boolean> {
  const newest = Math.max(...readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis));
  const table = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(migrationsTable)}`;
  const exists = await client.query<{ found: boolean }>('select to_regclass($1) is not null as found', [table]);
  if (!exists.rows[0]?.found) return false;
  const applied = await client.query<{ newest: string | null }>(`select max(created_at) as newest from ${table}`);
  return Number(applied.rows[0]?.newest ?? 0) >= newest;
}
