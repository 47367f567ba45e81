import pg from 'pg';
import type { Logger } from '../logger.js';

const firstRetryMs = 250;
const longestRetryMs = 5_000;

/**
 * Connects, waiting for a server that is not up yet, however long: meanwhile the service is up and not ready. Throws at once
 * where waiting cannot help.
 */
export async function connectPostgres(settings: pg.ClientConfig, logger: Pick<Logger, 'warn'>): Promise<pg.Client> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client(settings);
    // An unheard 'error' event of a connection would end the process.
    client.on('error', (error) => logger.warn({ reason: error.message }, 'database connection lost'));
    try {
      await client.connect();
      return client;
    } catch (error) {
      const code = codeOf(error);
      if (isLasting(code)) throw error;
      if (attempt === 0) logger.warn({ reason: code }, 'waiting for the database');
      // Replicas that lost the same server must not come back in step.
      const wait = Math.min(longestRetryMs, firstRetryMs * 2 ** attempt) * (0.5 + Math.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

// SQLSTATE classes: 28 wrong credentials, 3D no such database, 42 not allowed.
function isLasting(code: string): boolean {
  return /^(28|3D|42)\w{3}$/.test(code);
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.message : 'unknown';
}
