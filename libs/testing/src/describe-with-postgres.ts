import { isPostgresInstalled } from './postgres-server.js';

/**
 * A suite that needs a PostgreSQL server of its own ({@link startTestPostgres}).
 * 2026-11-22: left out only where PostgreSQL 15 is not installed, which npm does not have.
 */
export function describeWithPostgres(name: string, suite: () => void): void {
  (isPostgresInstalled() ? describe : describe.skip)(name, suite);
}
