import { sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Logger } from '../logger.js';
import type { DependencyState } from '../operations-server.js';
import { DatabaseError } from './database-error.js';
import { retryDelayMs } from './retry-delay.js';
import { toDatabaseError } from './to-database-error.js';

/** PostgreSQL through drizzle, whichever driver is below: a server, or the embedded PGlite. */
export type Database = PgDatabase<PgQueryResultHKT>;

/** A driver's handle, and how it is closed. */
export interface DatabaseDriver {
  readonly database: Database;
  close(): Promise<void>;
}

const checkWithinMs = 2_000;

/** A service's open database. */
export class ServiceDatabase {
  constructor(
    private readonly driver: DatabaseDriver,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /**
   * Runs queries; `work` may open a transaction.
   * @throws {DatabaseError} when the database refuses or cannot be reached; what `work` itself throws passes through.
   */
  async run<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
    try {
      return await work(this.driver.database);
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  /** As {@link run}, and again while there is no server, which it logs once: for what a service cannot start without. */
  async runPatiently<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.run(work);
      } catch (error) {
        if (!(error instanceof DatabaseError && error.isUnreachable)) throw error;
        if (attempt === 0) this.logger.warn({ reason: error.message }, 'waiting for the database');
      }
      await new Promise((resolve) => setTimeout(resolve, retryDelayMs(attempt)));
    }
  }

  /** For /readyz: `down` while no query is answered within two seconds. */
  async check(): Promise<DependencyState> {
    const answered = this.run(async (database) => database.execute(sql`select 1`)).then(
      (): DependencyState => ({ mode: 'ok' }),
      (error: unknown): DependencyState => ({
        mode: 'down',
        detail: error instanceof Error ? error.message : 'failed',
      }),
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<DependencyState>((resolve) => {
      timer = setTimeout(() => resolve({ mode: 'down', detail: 'no answer' }), checkWithinMs);
    });
    return Promise.race([answered, late]).finally(() => clearTimeout(timer));
  }

  /** Waits for the queries in hand. */
  close(): Promise<void> {
    return this.driver.close();
  }
}
