import pg from 'pg';
import type { Logger } from '../logger.js';
import { DatabaseError } from './database-error.js';
import { retryDelayMs } from './retry-delay.js';
import { toDatabaseError } from './to-database-error.js';

// SQLSTATE classes: 28 wrong credentials, 3D no such database, 42 not allowed.
const lastingCode = /^(28|3D|42)\w{3}$/;

/**
 * Works on a connection of its own, and once more from the beginning where the server goes away meanwhile. Waits for a server
 * that is not up yet, however long: meanwhile the service is up and not ready.
 * @throws {DatabaseError} at once where waiting cannot help.
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
      const told = toDatabaseError(error);
      const { code = '', isUnreachable = false } = told instanceof DatabaseError ? told : {};
      // A server that ends in order refuses the query in hand first: at that moment the connection is not lost yet.
      if (lastingCode.test(code) || (isOpen && !isLost && !isUnreachable)) throw error;
      const reason = told instanceof Error ? told.message : 'unknown';
      if (attempt === 0) logger.warn({ reason }, 'waiting for the database');
    } finally {
      await client.end().catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, retryDelayMs(attempt)));
  }
}
