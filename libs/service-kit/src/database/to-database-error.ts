import { DrizzleQueryError } from 'drizzle-orm';
import { DatabaseError, tellsOfLostConnection } from './database-error.js';

/**
 * What a driver threw as a DatabaseError; any other error as it is. Drivers put a query's parameters (key digests) into
 * their errors, so nothing of those is kept but message and code.
 */
export function toDatabaseError(error: unknown): unknown {
  const ofQuery = error instanceof DrizzleQueryError;
  const cause = (ofQuery ? error.cause : error) as { message?: unknown; code?: unknown } | null | undefined;
  const code = typeof cause?.code === 'string' ? cause.code : undefined;
  const lost = typeof cause?.message === 'string' && tellsOfLostConnection(cause.message);
  if (!ofQuery && code === undefined && !lost) return error;
  // Where a name has several addresses, Node gives a list of errors without a message of its own.
  const without = ofQuery ? 'the query failed' : 'no connection';
  const reason = typeof cause?.message === 'string' && cause.message !== '' ? cause.message : without;
  return new DatabaseError(code ? `database: ${reason} (${code})` : `database: ${reason}`, code);
}

/** The same for what opens a database: the message begins with the setting that is at fault. */
export function toOpeningError(setting: 'DATABASE_URL' | 'DATA_DIR', error: unknown): unknown {
  const told = toDatabaseError(error);
  return told instanceof DatabaseError ? new DatabaseError(`${setting}: ${told.message}`, told.code) : told;
}
