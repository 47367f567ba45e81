import { once } from 'node:events';
import { connect } from 'node:net';
import { errorsSeen } from './errors-seen.js';

export interface RawAnswer {
  readonly status: number;
  readonly error: { readonly type: string; readonly code: string; readonly param: string | null } | undefined;
  readonly requestId: string | undefined;
}

/** Asks for the models with these header lines as they are, which no HTTP client would send. */
export async function sendRaw(url: string, headers: readonly (string | Buffer)[]): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // Where the other side has heard enough before we are done.
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  socket.write(`GET /v1/models HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n`);
  for (const line of headers) socket.write(Buffer.concat([Buffer.from(line), Buffer.from('\r\n')]));
  socket.write('\r\n');
  await closed;
  const answer = Buffer.concat(chunks).toString();
  errorsSeen.push(answer);
  const body = /\r\n\r\n(?<body>.*)$/s.exec(answer)?.groups?.['body'] ?? '';
  const { error } = (body.startsWith('{') ? JSON.parse(body) : {}) as Pick<RawAnswer, 'error'>;
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]),
    error,
    requestId: /^x-request-id: (\S+)/im.exec(answer)?.[1],
  };
}
