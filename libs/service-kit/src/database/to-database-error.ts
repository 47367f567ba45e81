import { DrizzleQueryError } from 'drizzle-orm';
import { DatabaseError } from './database-error.js';

/**
 * What a driver threw as a DatabaseError; any other error as it is. Drivers put a query's parameters (key digests) into
 * their errors, so nothing of those is kept but message and code.
 */
export function toDatabaseError(error: unknown): unknown {
  const cause = error instanceof DrizzleQueryError ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  if (cause === error && code === undefined) return error;
  const message = cause instanceof DrizzleQueryError ? 'the query failed' : cause.message || 'no connection';
  return new DatabaseError(code ? `database: ${message} (${code})` : `database: ${message}`, code);
}
