import { parsedObject } from './wires/json-values.js';

/** One tool call of an answer; `arguments` is the JSON text, streamed in `pieces` (default 4) fragments. */
export interface VendorToolCall {
  readonly name: string;
  readonly arguments: string;
  readonly id?: string;
  readonly pieces?: number;
}

/** The fields of OpenAI's error object, as far as the vendor has them. What is left out follows from the status. */
export interface VendorError {
  readonly message?: string;
  readonly type?: string;
  readonly param?: string | null;
  readonly code?: string | null;
}

/**
 * Where an answer leaves the good path, counted in tokens already written. `error`: an error frame and the end of the
 * stream; `disconnect`: the socket is destroyed; `end-of-file`: the body ends cleanly without its ending;
 * `hold`: nothing more until `request.resume()`. An answer that is not streamed holds or fails as a whole.
 */
export interface VendorTurn {
  readonly afterTokens: number;
  readonly then: 'error' | 'disconnect' | 'end-of-file' | 'hold';
  readonly error?: VendorError;
}

/** A completion, streamed or as one JSON as the request asks. */
export interface VendorCompletion {
  readonly kind?: 'completion';
  /** The tokens themselves, or how many of the emulator's own words. Default: a short greeting. */
  readonly tokens?: number | readonly string[];
  /** Pace of the tokens; absent: as fast as the reader takes them. */
  readonly tokensPerSecond?: number;
  /** Milliseconds from the request to the first byte. Default 0. */
  readonly delayMs?: number;
  /** Written before the text, the way the vendor does it; left out where the request turned it off or has it hidden. */
  readonly reasoning?: string;
  readonly toolCalls?: readonly VendorToolCall[];
  readonly refusal?: string;
  /** OpenAI's word, sent as the vendor's counterpart; any other as it is. Default: `tool_calls` with tool calls, else `stop`. */
  readonly finishReason?: string;
  /** Default 10. */
  readonly promptTokens?: number;
  /** Counted inside the prompt tokens. Default 0. */
  readonly cachedTokens?: number;
  /** Counted inside the completion tokens. Default: the words of `reasoning`. */
  readonly reasoningTokens?: number;
  /** `false` leaves the usage out although it was asked for. */
  readonly usage?: boolean;
  readonly turn?: VendorTurn;
}

/** An HTTP error with the vendor's own body. `retryAfter` in seconds becomes the `retry-after` header. */
export interface VendorFailure {
  readonly kind: 'failure';
  readonly status: number;
  readonly error?: VendorError;
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `silence`: the request is taken and never answered; `disconnect`: the socket is destroyed before any byte. */
export interface VendorRefusal {
  readonly kind: 'silence' | 'disconnect';
}

/** Bytes sent as they are, as those of a recording. */
export interface VendorBytes {
  readonly kind: 'bytes';
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Places, in rising order, between which the body leaves in separate writes. Default: one write. */
  readonly cuts?: readonly number[];
  /** A further cut, at which nothing more leaves until `request.resume()`; the length of the body: only its end waits. */
  readonly holdAt?: number;
}

/** What the emulated vendor does with one request. */
export type VendorAnswer = VendorCompletion | VendorFailure | VendorRefusal | VendorBytes;

/** The most tokens of one answer, so that a directive in a prompt cannot ask for an endless one. */
const MAX_TOKENS = 10_000_000;

/**
 * Reads an answer from a prompt that is a JSON object, as in `{"tokens":1000,"tokensPerSecond":50}`: a caller on the far
 * side of a gateway chooses the behaviour of each request this way.
 * Returns undefined when the prompt is no JSON object; throws a RangeError for a count out of bounds.
 */
export function answerFromPrompt(prompt: string): VendorAnswer | undefined {
  if (!prompt.startsWith('{')) return undefined;
  const answer = parsedObject(prompt);
  if (typeof answer?.['tokens'] === 'number' && !(answer['tokens'] >= 0 && answer['tokens'] <= MAX_TOKENS)) {
    throw new RangeError(`tokens: between 0 and ${MAX_TOKENS}, got ${answer['tokens']}`);
  }
  return answer as VendorAnswer | undefined;
}
