import pg from 'pg';
import type { Logger } from '../logger.js';

const giveUpAfterMs = 60_000;
const retryEveryMs = 500;

/** Connects, waiting up to a minute for a server that is not up yet. Throws at once where waiting cannot help. */
export async function connectPostgres(settings: pg.ClientConfig, logger: Pick<Logger, 'warn'>): Promise<pg.Client> {
  let told = false;
  for (const giveUpAt = Date.now() + giveUpAfterMs; ;) {
    const client = new pg.Client(settings);
    // An unheard 'error' event of a connection would end the process.
    client.on('error', (error) => logger.warn({ reason: error.message }, 'database connection lost'));
    try {
      await client.connect();
      return client;
    } catch (error) {
      const code = codeOf(error);
      if (isLasting(code) || Date.now() > giveUpAt) throw error;
      if (!told) logger.warn({ reason: code }, 'waiting for the database');
      told = true;
      await new Promise((resolve) => setTimeout(resolve, retryEveryMs));
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
