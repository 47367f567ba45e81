import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Logger } from '../logger.js';
import { isMigrated } from './migrate-postgres.js';
import { postgresSettings } from './postgres-settings.js';
import { retryDelayMs } from './retry-delay.js';
import type { DatabaseDriver } from './service-database.js';
import { withPostgres } from './with-postgres.js';

const statementTimeoutMs = 10_000;

export interface PostgresOptions {
  /** PostgreSQL schema of the service; services may share a database. */
  readonly schema: string;
  readonly url: string;
  readonly poolSize: number;
  readonly migrationsFolder: string;
  readonly logger: Pick<Logger, 'warn'>;
  /** Told what it waits for. */
  readonly onWaiting: (detail: string) => void;
}

/**
 * Opens a bounded pool once the schema is there, which is the migration command's to bring; a connection that breaks later is
 * replaced by the next query that needs one.
 */
export async function openPostgres(options: PostgresOptions): Promise<DatabaseDriver> {
  const { schema, url, logger } = options;
  const settings = postgresSettings(schema, url);
  await schemaThere(settings, options);

  const pool = new pg.Pool({
    ...settings,
    max: options.poolSize,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementTimeoutMs,
    // The server's own limit does not help where the network swallows the answer.
    query_timeout: statementTimeoutMs + 2_000,
    idle_in_transaction_session_timeout: statementTimeoutMs * 2,
  });
  // Of each connection, also of one that a transaction has: an unheard 'error' event would end the process.
  pool.on('connect', (client) => {
    client.on('error', (error) => logger.warn({ reason: error.message }, 'database connection lost'));
  });
  pool.on('error', () => undefined);
  return { database: drizzle({ client: pool }), close: () => pool.end() };
}

async function schemaThere(settings: pg.ClientConfig, options: PostgresOptions): Promise<void> {
  const { schema, logger, onWaiting } = options;
  for (let attempt = 0; ; attempt += 1) {
    let isThere = false;
    await withPostgres(settings, logger, async (client) => {
      isThere = await isMigrated(client, options);
    });
    if (isThere) return;
    if (attempt === 0) {
      onWaiting(`the schema "${schema}" is behind this release, and the migration command has not run`);
      logger.warn({ schema }, 'waiting for the schema: the migration command brings it up to date');
    }
    await new Promise((resolve) => setTimeout(resolve, retryDelayMs(attempt)));
  }
}
