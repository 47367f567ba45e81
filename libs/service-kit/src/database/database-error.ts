// SQLSTATE 08: connection; 53300: too many of them; 57P: the server goes down or comes up. Then the system's: of sockets, of the
// resolver, ENOENT of a Unix socket whose server is down, and what this machine is short of for a while. Node's own (ERR_…) tell
// of a mistake.
const unreachableCode =
  /^(08\w{3}|53300|57P\d\d|ECONN\w+|EPIPE|ETIMEDOUT|E(HOST|NET)(DOWN|UNREACH)|EAI_\w+|ENOTFOUND|ENOENT|EADDRNOTAVAIL|E[MN]FILE|ENOBUFS)$/;
// What the driver says of a connection without a code of its own (pg, client.js; pg-pool, index.js).
const unreachableMessage =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout/;

/** Whether a driver's error without a code tells of a lost connection. */
export function tellsOfLostConnection(message: string): boolean {
  return unreachableMessage.test(message);
}

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

  /** Nothing is wrong with the query: there is no server, just now. */
  get isUnreachable(): boolean {
    return this.code === undefined ? tellsOfLostConnection(this.message) : unreachableCode.test(this.code);
  }
}
