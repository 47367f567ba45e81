import type { ServerResponse } from 'node:http';
import type { VendorCompletion } from './emulated-vendor-answer.js';
import type { Pace } from './emulated-vendor-pace.js';
import type { ServedRequest } from './emulated-vendor-request.js';
import type { RenderedStream } from './wires/rendered-stream.js';

/** Frames of one write of an unpaced stream: about the socket's high-water mark. */
const BURST = 64;

/** Spreads the phases of streams that start together, as independent generations are. */
const GOLDEN_RATIO = 0.618_033_988_749_895;
let started = 0;

/** Writes one streamed answer: as fast as the socket takes it, or at its pace; never more than the socket takes. */
export function writeStream(
  response: ServerResponse,
  request: ServedRequest,
  answer: VendorCompletion,
  stream: RenderedStream,
  headers: Readonly<Record<string, string>>,
  pace: Pace,
): void {
  let turn = answer.turn;
  const interval = 1000 / (answer.tokensPerSecond ?? Infinity);
  let startedAt = 0;
  let resumedAt = 0;

  // Past the response, which would put each write into one HTTP chunk and cost more than all the rest.
  const write = (data: Buffer | string): boolean => {
    request.bytesServed += data.length;
    return response.socket?.write(data) ?? false;
  };

  /** Index of the first token that may not be written yet. */
  const limit = () => Math.min(stream.count, turn?.afterTokens ?? Infinity);

  const due = () => {
    if (interval === 0) return limit();
    return Math.min(limit(), resumedAt + Math.floor((performance.now() - startedAt) / interval));
  };

  /** What one turn writes leaves in one packet, as it does from a server that flushes at the end of a turn. */
  const step = () => {
    const { socket } = response;
    if (!socket || response.destroyed || request.outcome) return;
    socket.cork();
    advance();
    socket.uncork();
  };

  const advance = () => {
    const until = due();
    while (request.tokensServed < until) {
      const from = request.tokensServed;
      request.tokensServed = Math.min(until, from + BURST);
      if (write(stream.frames(from, request.tokensServed))) continue;
      response.socket?.once('drain', step);
      return;
    }
    if (request.tokensServed < limit()) {
      pace.schedule(startedAt + (request.tokensServed - resumedAt + 1) * interval, step);
    } else if (turn && request.tokensServed >= turn.afterTokens) leave();
    else finish();
  };

  const leave = () => {
    switch (turn?.then) {
      case 'hold':
        return;
      case 'error':
        write(stream.failure(turn.error));
        response.end();
        break;
      case 'end-of-file':
        response.end();
        break;
      case 'disconnect':
      case undefined:
        // What was written must leave first: a destroyed socket drops what it still holds.
        response.socket?.end(() => response.socket?.destroy());
    }
    request.end('failed');
  };

  const finish = () => {
    write(stream.tail);
    response.end();
  };

  request.resume = (next) => {
    if (turn?.then !== 'hold') return;
    const held = request.tokensServed >= turn.afterTokens && response.headersSent;
    turn = next;
    if (!held) return;
    resumedAt = request.tokensServed;
    startedAt = performance.now();
    step();
  };

  const start = () => {
    if (response.destroyed) return;
    const phase = (started++ * GOLDEN_RATIO) % 1;
    startedAt = performance.now() - (interval === 0 ? 0 : phase * interval);
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers });
    const { socket } = response;
    socket?.cork();
    response.flushHeaders();
    write(stream.head);
    step();
    socket?.uncork();
  };

  if (answer.delayMs) pace.schedule(performance.now() + answer.delayMs, start);
  else start();
}
