import pg from 'pg';
import type { Logger } from '../logger.js';
import { retryDelayMs } from './retry-delay.js';

/**
 * Works on a connection of its own, and once more from the beginning where the server goes away meanwhile. Waits for a server
 * that is not up yet, however long: meanwhile the service is up and not ready. Throws at once where waiting cannot help.
 */
export async function withPostgres(
  settings: pg.ClientConfig,
  logger: Pick<Logger, 'warn'>,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client(settings);
    let isLost = false;
    // An unheard 'error' event of a connection would end the process.
    client.on('error', () => (isLost = true));
    let isOpen = false;
    try {
      await client.connect();
      isOpen = true;
      await work(client);
      return;
    } catch (error) {
      const code = codeOf(error);
      if (isLasting(code) || (isOpen && !isLost)) throw error;
      if (attempt === 0) logger.warn({ reason: code }, 'waiting for the database');
    } finally {
      await client.end().catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, retryDelayMs(attempt)));
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
