import { fileURLToPath } from 'node:url';
import type { Logger } from '../logger.js';
import type { DatabaseConfig } from './database-config.js';

interface MigrateDatabaseOptions {
  /** The service's name, and that of its PostgreSQL schema. */
  readonly name: string;
  readonly config: Pick<DatabaseConfig, 'DATABASE_URL'>;
  /** Folder with the SQL files and drizzle's journal, `new URL('../migrations/', import.meta.url)`. */
  readonly migrations: URL;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Brings a service's schema on a PostgreSQL server up to date, under an advisory lock, and waits for a server that is not up,
 * however long. An embedded database is its service's alone, which migrates it when it opens it: nothing is done then.
 * @returns whether there is a server.
 * @throws {DatabaseError} when it refuses the credentials, has no such database, or a migration fails.
 */
export async function migrateDatabase(options: MigrateDatabaseOptions): Promise<boolean> {
  const { name: schema, config, logger } = options;
  const url = config.DATABASE_URL;
  if (url === undefined) return false;
  // The driver is loaded here, not with the library: a process without a database does not pay for it.
  const [{ migratePostgres }, { postgresSettings }, { withPostgres }, { toOpeningError }] = await Promise.all([
    import('./migrate-postgres.js'),
    import('./postgres-settings.js'),
    import('./with-postgres.js'),
    import('./to-database-error.js'),
  ]);
  const migrationsFolder = fileURLToPath(options.migrations);
  try {
    await withPostgres(postgresSettings(schema, url), logger, (client) =>
      migratePostgres(client, { schema, migrationsFolder }),
    );
  } catch (error) {
    throw toOpeningError('DATABASE_URL', error);
  }
  return true;
}
