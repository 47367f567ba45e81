import { randomUUID } from 'node:crypto';
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorBody } from '../answer/error-schema.js';
import { httpBounds } from './http-bounds.js';
import { requestHeaders } from './request-headers.js';

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'request_too_large',
    message: `The request headers are larger than ${httpBounds.maxHeaderSize / 1024} KiB.`,
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request_timeout',
    message: 'The request did not arrive in time.',
  },
};
const unreadable: Refusal = { status: 400, code: 'invalid_request', message: 'The request is not valid HTTP.' };

// Whoever is cut off while it still sends sees a broken connection and not the answer.
const lingerMs = 1_000;
const refused = new WeakSet<Socket>();

/** Answers what Node cannot read as HTTP in OpenAI's shape, and ends the connection. Quotes nothing: it may be a key. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  // Each piece of a header that is too large is an error of its own.
  if (refused.has(socket)) return;
  refused.add(socket);
  // Node's own way to the answer that is being written on a connection: there is no public one.
  const { _httpMessage: answering } = socket as Socket & { readonly _httpMessage?: ServerResponse | null };
  if (error.code === 'ECONNRESET' || !socket.writable || answering?.headersSent) {
    socket.destroy();
    return;
  }
  socket.end(responseOf(refusals[error.code ?? ''] ?? unreadable));
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

function responseOf({ status, code, message }: Refusal): string {
  const requestId = `req_${randomUUID().replaceAll('-', '')}`;
  const beluga = { request_id: requestId, retryable: false };
  const answer: ErrorBody = { error: { message, type: 'invalid_request_error', param: null, code, beluga } };
  const body = JSON.stringify(answer);
  const headers = {
    ...requestHeaders(requestId, performance.now()),
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`;
}
