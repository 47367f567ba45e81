import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Logger } from '../logger.js';
import { migratePostgres, requireMigrated } from './migrate-postgres.js';
import type { DatabaseDriver } from './service-database.js';
import { withPostgres } from './with-postgres.js';

const connectWithinMs = 5_000;
const statementTimeoutMs = 10_000;

export interface PostgresOptions {
  /** PostgreSQL schema of the service; services may share a database. */
  readonly schema: string;
  readonly url: string;
  readonly poolSize: number;
  readonly migrate: 'auto' | 'off';
  readonly migrationsFolder: string;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Opens a bounded pool; a connection that breaks later is replaced by the next query that needs one. */
export async function openPostgres(options: PostgresOptions): Promise<DatabaseDriver> {
  const { schema, url, logger } = options;
  const settings = {
    connectionString: url,
    application_name: `belugapi-${schema}`,
    connectionTimeoutMillis: connectWithinMs,
    keepAlive: true,
  };
  await withPostgres(settings, logger, (client) =>
    options.migrate === 'auto' ? migratePostgres(client, options) : requireMigrated(client, options),
  );

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
