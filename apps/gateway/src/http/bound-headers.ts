import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerClientError } from './answer-client-error.js';

interface Reading {
  /** What had been read when the last answer was over. */
  since: number;
  answering: number;
}

const lookEveryMs = 500;
// Anybody may have so much of them without being counted: no client has more.
const usualBytes = 64 * 1024;
// Of all connections together, beyond that.
const allowanceBytes = 64 * 1024 * 1024;

/**
 * Keeps strangers from filling the memory with headers that they do not end: where those of all connections together are more
 * than 64 MiB, whoever has sent most gets 431. Looks twice a second, so that it costs a request next to nothing.
 */
export function boundHeaders(server: Server): void {
  const readings = new Map<Socket, Reading>();
  server.on('connection', (socket: Socket) => {
    readings.set(socket, { since: 0, answering: 0 });
    socket.once('close', () => readings.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const reading = readings.get(socket);
    if (!reading) return;
    reading.answering += 1;
    response.once('close', () => {
      reading.answering -= 1;
      reading.since = socket.bytesRead;
    });
  });
  const look = setInterval(() => refuseLargest(readings), lookEveryMs).unref();
  server.once('close', () => clearInterval(look));
}

function refuseLargest(readings: ReadonlyMap<Socket, Reading>): void {
  const large: { readonly socket: Socket; readonly bytes: number }[] = [];
  let sum = 0;
  for (const [socket, { since, answering }] of readings) {
    const bytes = answering > 0 ? 0 : socket.bytesRead - since;
    if (bytes <= usualBytes) continue;
    large.push({ socket, bytes });
    sum += bytes;
  }
  if (sum <= allowanceBytes) return;
  for (const { socket, bytes } of large.toSorted((a, b) => b.bytes - a.bytes)) {
    if (sum <= allowanceBytes) return;
    sum -= bytes;
    answerClientError(Object.assign(new Error('too many unfinished headers'), { code: 'HPE_HEADER_OVERFLOW' }), socket);
  }
}
