import type pg from 'pg';

const connectWithinMs = 5_000;

/** How every connection of a service, or of its migration, is opened. */
export function postgresSettings(schema: string, url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: `belugapi-${schema}`,
    connectionTimeoutMillis: connectWithinMs,
    keepAlive: true,
  };
}
