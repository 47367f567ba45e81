import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Logger } from '../logger.js';
import { connectPostgres } from './connect-postgres.js';
import { migratePostgres, requireMigrated } from './migrate-postgres.js';
import type { DatabaseDriver } from './service-database.js';

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
  const client = await connectPostgres(settings, logger);
  try {
    if (options.migrate === 'auto') await migratePostgres(client, options);
    else await requireMigrated(client, options);
  } finally {
    await client.end();
  }

  const pool = new pg.Pool({
    ...settings,
    max: options.poolSize,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementTimeoutMs,
    // The server's own limit does not help where the network swallows the answer.
    query_timeout: statementTimeoutMs + 2_000,
    idle_in_transaction_session_timeout: statementTimeoutMs * 2,
  });
  pool.on('error', (error) => logger.warn({ reason: error.message }, 'database connection lost'));
  return { database: drizzle({ client: pool }), close: () => pool.end() };
}
