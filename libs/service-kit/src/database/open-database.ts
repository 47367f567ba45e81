import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../logger.js';
import type { OperationsServer } from '../operations-server.js';
import type { DatabaseConfig } from './database-config.js';
import type { DatabaseDriver, ServiceDatabase } from './service-database.js';

export interface OpenDatabaseOptions {
  /** The service's name, and that of its PostgreSQL schema. */
  readonly name: string;
  readonly config: DatabaseConfig;
  /** Folder with the SQL files and drizzle's journal, `new URL('../migrations/', import.meta.url)`. */
  readonly migrations: URL;
  readonly logger: Logger;
  readonly operations: Pick<OperationsServer, 'addCheck'>;
}

/**
 * Opens a service's database with its schema up to date, and tells its state to /readyz from the first moment on. The embedded
 * one it migrates by itself; for a server, and for the schema on it, which `runMigration` brings, it waits, however long.
 * @throws {DatabaseError} when it refuses the credentials, has no such database, or an embedded one cannot be migrated.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<ServiceDatabase> {
  const { config, logger, operations } = options;
  const migrationsFolder = fileURLToPath(options.migrations);
  let waitsFor = 'not open yet';
  operations.addCheck('database', () => ({ mode: 'down', detail: waitsFor }));
  const startedAt = performance.now();
  // The drivers are loaded here, not with the library: a process without a database does not pay for them.
  const [{ ServiceDatabase: Opened }, { toOpeningError }] = await Promise.all([
    import('./service-database.js'),
    import('./to-database-error.js'),
  ]);
  const onWaiting = (detail: string) => (waitsFor = detail);
  const driver = await openDriver(options, migrationsFolder, onWaiting).catch((error: unknown) => {
    throw toOpeningError(config.DATABASE_URL === undefined ? 'DATA_DIR' : 'DATABASE_URL', error);
  });
  const database = new Opened(driver, logger);
  operations.addCheck('database', () => database.check());
  const kind = config.DATABASE_URL === undefined ? 'embedded' : 'PostgreSQL';
  logger.debug({ kind, ms: Math.round(performance.now() - startedAt) }, 'database open');
  return database;
}

async function openDriver(
  { name, config, logger }: OpenDatabaseOptions,
  migrationsFolder: string,
  onWaiting: (detail: string) => void,
): Promise<DatabaseDriver> {
  if (config.DATABASE_URL === undefined) {
    const { openEmbedded } = await import('./embedded-driver.js');
    return openEmbedded({ schema: name, directory: config.DATA_DIR ?? path.join('.beluga', name), migrationsFolder });
  }
  const { openPostgres } = await import('./postgres-driver.js');
  return openPostgres({
    schema: name,
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    migrationsFolder,
    logger,
    onWaiting,
  });
}
