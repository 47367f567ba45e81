import type { VendorCompletion, VendorError } from '../emulated-vendor-answer.js';
import { distinctTokens, tokenAt, tokenCount } from './answer-content.js';

/**
 * A stream rendered ahead of time: head, then `count` frames of one token each, then tail. Every frame is an HTTP chunk
 * of its own, as it is when a server flushes each event, however many share a write.
 */
export interface RenderedStream {
  readonly head: string;
  readonly count: number;
  /** Frames `from` up to, not including, `to`. */
  frames(from: number, to: number): Buffer;
  readonly tail: string;
  /** What an error after the head looks like. */
  failure(error: VendorError | undefined): string;
}

/** Puts text into one chunk of HTTP/1.1's chunked coding. */
export function httpChunk(text: string): string {
  return text === '' ? '' : `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

/** Several events, each in a chunk of its own. */
export function httpChunks(events: readonly string[]): string {
  return events.map(httpChunk).join('');
}

/**
 * The frames of an answer's text tokens, then those of `extra`, already in chunks. Tokens of one text have one frame, so
 * a long stream renders few; `frame` gets the token as JSON text.
 */
export function tokenFrames(
  answer: VendorCompletion,
  frame: (token: string) => string,
  extra: readonly string[],
): Pick<RenderedStream, 'count' | 'frames'> {
  const tokens = tokenCount(answer);
  const distinct = distinctTokens(answer);
  const rendered = Array.from({ length: distinct }, (_, index) =>
    httpChunk(frame(JSON.stringify(tokenAt(answer, index)))),
  );
  const frameAt = (index: number) => (index < tokens ? rendered[index % distinct] : extra[index - tokens]) ?? '';
  return {
    count: tokens + extra.length,
    frames(from, to) {
      let text = '';
      for (let index = from; index < to; index++) text += frameAt(index);
      return Buffer.from(text);
    },
  };
}

/** A function that puts a token, as JSON text, where the event that it is given holds the string `TOKEN`. */
export function aroundToken(event: string): (token: string) => string {
  const [before = '', after = ''] = event.split('"TOKEN"');
  return (token) => before + token + after;
}
