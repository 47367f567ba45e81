/** The database refused a query or could not be reached. It carries no parameter of the query, so it is safe to log. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  constructor(
    message: string,
    /** SQLSTATE, or the system's name for a failed connection. */
    readonly code?: string,
  ) {
    super(message);
  }
}
