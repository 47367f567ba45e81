import type { ServerResponse } from 'node:http';
import type { VendorAnswer, VendorCompletion, VendorError } from './emulated-vendor-answer.js';
import type { Pace } from './emulated-vendor-pace.js';
import type { ServedRequest } from './emulated-vendor-request.js';
import { writeStream } from './emulated-vendor-stream.js';
import { renderCompletion, renderError, renderStream, tokenCount } from './emulated-vendor-wire.js';

/** Carries out an answer on a response, and closes the request's record when the client leaves or all is written. */
export function respond(response: ServerResponse, request: ServedRequest, answer: VendorAnswer, pace: Pace): void {
  switch (answer.kind) {
    case 'failure':
      request.end('failed');
      return sendError(response, request, answer.status, answer.error, {
        ...(answer.retryAfter !== undefined && { 'retry-after': String(answer.retryAfter) }),
        ...answer.headers,
      });
    case 'disconnect':
      request.end('failed');
      response.socket?.destroy();
      return;
    case 'silence':
      return;
    case 'completion':
    case undefined:
      return complete(response, request, answer, pace);
  }
}

/** Sends an OpenAI error body. */
export function sendError(
  response: ServerResponse,
  request: Pick<ServedRequest, 'id'>,
  status: number,
  error?: VendorError,
  headers?: Readonly<Record<string, string>>,
): void {
  sendJson(response, request, status, renderError(status, error), headers);
}

/** Sends a JSON text with the headers of every OpenAI answer. */
export function sendJson(
  response: ServerResponse,
  request: Pick<ServedRequest, 'id'>,
  status: number,
  json: string,
  headers?: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(json),
    'x-request-id': request.id,
    ...headers,
  });
  response.end(json);
}

function complete(response: ServerResponse, request: ServedRequest, answer: VendorCompletion, pace: Pace): void {
  const { model, stream, stream_options } = request.body;
  const options = (stream_options ?? {}) as { include_usage?: boolean; include_obfuscation?: boolean };
  const wire = {
    id: request.id,
    model: String(model),
    includeUsage: options.include_usage === true,
    obfuscate: options.include_obfuscation !== false,
  };
  if (stream === true) return writeStream(response, request, answer, renderStream(answer, wire), pace);

  const send = () => {
    const json = renderCompletion(answer, wire);
    request.tokensServed = tokenCount(answer);
    request.bytesServed = Buffer.byteLength(json);
    sendJson(response, request, 200, json);
  };
  const turn = () => {
    if (response.destroyed) return;
    switch (answer.turn?.then) {
      case undefined:
        return send();
      case 'hold':
        return;
      case 'error':
        request.end('failed');
        return sendError(response, request, 500, answer.turn.error);
      case 'disconnect':
      case 'end-of-file':
        request.end('failed');
        response.socket?.destroy();
    }
  };
  request.resume = () => {
    if (!response.headersSent && !response.destroyed) send();
  };
  const generation = answer.tokensPerSecond ? (tokenCount(answer) / answer.tokensPerSecond) * 1000 : 0;
  const wait = (answer.delayMs ?? 0) + generation;
  if (wait > 0) pace.schedule(performance.now() + wait, turn);
  else turn();
}
