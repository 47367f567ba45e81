import { once } from 'node:events';
import { connect } from 'node:net';

/** A user of a NATS server, and what it tries. */
export interface BusAttempt {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly verb: 'publish' | 'subscribe';
  readonly subject: string;
  /** Of a subscription. */
  readonly queue?: string;
}

/** Whether the server lets it, told by the server's own words. Throws when it does not let the user in. */
export async function isAllowedOnBus(attempt: BusAttempt): Promise<boolean> {
  const { port, user, password, verb, subject, queue = '' } = attempt;
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const login = JSON.stringify({ user, pass: password, verbose: false, pedantic: false, headers: true });
  const action = verb === 'publish' ? `PUB ${subject} 0\r\n\r\n` : `SUB ${subject} ${queue} 1\r\n`;
  socket.write(`CONNECT ${login}\r\n${action}PING\r\n`);
  try {
    // The server answers in order: whatever it objects to comes before the PONG.
    while (!said.includes('PONG\r\n')) {
      if (/-ERR '(?!Permissions)/.test(said)) throw new Error(/-ERR '.*'/.exec(said)?.[0]);
      await once(socket, 'data');
    }
    return !said.includes("-ERR 'Permissions Violation");
  } finally {
    socket.destroy();
  }
}
