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

/** Applies the missing migrations; replicas that start together take turns. The lock goes with the connection. */
export async function migratePostgres(
  client: pg.Client,
  { schema, migrationsFolder }: MigrationOptions,
): Promise<void> {
  await client.query('select pg_advisory_lock($1, hashtext($2))', [lockSpace, schema]);
  await migrate(drizzle({ client }), { migrationsFolder, migrationsSchema: schema, migrationsTable });
}

/**
 * For `DATABASE_MIGRATE=off`. A schema ahead of this release is fine: that is how a rolling upgrade looks.
 * @throws when a migration of this release is missing.
 */
export async function requireMigrated(
  client: pg.Client,
  { schema, migrationsFolder }: MigrationOptions,
): Promise<void> {
  const newest = Math.max(...readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis));
  const table = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(migrationsTable)}`;
  const exists = await client.query<{ found: boolean }>('select to_regclass($1) is not null as found', [table]);
  const applied = exists.rows[0]?.found
    ? await client.query<{ newest: string | null }>(`select max(created_at) as newest from ${table}`)
    : undefined;
  if (Number(applied?.rows[0]?.newest ?? 0) < newest) {
    throw new Error(`the database schema "${schema}" is not up to date, and DATABASE_MIGRATE=off leaves that to you`);
  }
}
