import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { VendorAnswer, VendorBytes, VendorCompletion, VendorError } from './emulated-vendor-answer.js';
import type { Pace } from './emulated-vendor-pace.js';
import type { ServedRequest } from './emulated-vendor-request.js';
import { writeStream } from './emulated-vendor-stream.js';
import { tokenCount } from './wires/answer-content.js';
import type { ErrorContext, VendorWire } from './wires/vendor-wire.js';

/** Carries out an answer on a response, and closes the request's record when the client leaves or all is written. */
export function respond(
  response: ServerResponse,
  request: ServedRequest,
  answer: VendorAnswer,
  wire: VendorWire,
  pace: Pace,
): void {
  switch (answer.kind) {
    case 'failure': {
      request.end('failed');
      const { status, error, retryAfter, headers } = answer;
      return sendError(
        response,
        wire,
        status,
        error,
        { ...request, ...(retryAfter !== undefined && { retryAfter }) },
        headers,
      );
    }
    case 'disconnect':
      request.end('failed');
      response.socket?.destroy();
      return;
    case 'silence':
      return;
    case 'bytes':
      return void sendBytes(response, request, answer);
    case 'completion':
    case undefined:
      return complete(response, request, answer, wire, pace);
  }
}

/** Sends the wire's error body. */
export function sendError(
  response: ServerResponse,
  wire: VendorWire,
  status: number,
  error: VendorError | undefined,
  context: ErrorContext,
  headers?: Readonly<Record<string, string>>,
): void {
  sendJson(response, status, wire.renderError(status, error, context), {
    [wire.requestIdHeader]: context.id,
    // Google tells it in the body only.
    ...(context.retryAfter !== undefined &&
      wire.name !== 'generate-content' && { 'retry-after': String(context.retryAfter) }),
    ...headers,
  });
}

/** Sends a JSON text. */
export function sendJson(
  response: ServerResponse,
  status: number,
  json: string,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(json),
    ...headers,
  });
  response.end(json);
}

async function sendBytes(response: ServerResponse, request: ServedRequest, answer: VendorBytes): Promise<void> {
  const { status = 200, headers = {}, body, cuts = [], holdAt } = answer;
  const { promise: resumed, resolve: resume } = Promise.withResolvers<void>();
  request.resume = () => resume();
  response.once('close', resume).writeHead(status, headers);
  const places = new Set([...cuts, ...(holdAt === undefined ? [] : [holdAt]), body.length]);
  let from = 0;
  for (const end of [...places].toSorted((one, other) => one - other)) {
    if (response.destroyed) return;
    const piece = body.subarray(from, end);
    from = end;
    request.bytesServed += piece.length;
    if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
    if (end === holdAt) await resumed;
    // Until the reader has had it: writes that follow at once arrive as one.
    else if (end < body.length) await delay(1);
  }
  response.end();
}

function complete(
  response: ServerResponse,
  request: ServedRequest,
  answer: VendorCompletion,
  wire: VendorWire,
  pace: Pace,
): void {
  const headers = { [wire.requestIdHeader]: request.id };
  if (request.stream) return writeStream(response, request, answer, wire.renderEvents(answer, request), headers, pace);

  const send = () => {
    const json = wire.renderWhole(answer, request);
    request.tokensServed = tokenCount(answer);
    request.bytesServed = Buffer.byteLength(json);
    sendJson(response, 200, json, headers);
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
        return sendError(response, wire, 500, answer.turn.error, request);
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
