/** One tool call of an answer; `arguments` is the JSON text, streamed in `pieces` (default 4) fragments. */
export interface VendorToolCall {
  readonly name: string;
  readonly arguments: string;
  readonly id?: string;
  readonly pieces?: number;
}

/** The fields of OpenAI's error object. What is left out follows from the status. */
export interface VendorError {
  readonly message?: string;
  readonly type?: string;
  readonly param?: string | null;
  readonly code?: string | null;
}

/**
 * Where an answer leaves the good path, counted in tokens already written. `error`: an error frame and the end of the
 * stream; `disconnect`: the socket is destroyed; `end-of-file`: the body ends cleanly without finish and `[DONE]`;
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
  readonly toolCalls?: readonly VendorToolCall[];
  readonly refusal?: string;
  /** Default: `tool_calls` with tool calls, else `stop`. */
  readonly finishReason?: string;
  /** Default 10. */
  readonly promptTokens?: number;
  /** Counted inside the prompt tokens. Default 0. */
  readonly cachedTokens?: number;
  /** Counted inside the completion tokens, never written. Default 0. */
  readonly reasoningTokens?: number;
  /** `false` leaves the usage out although it was asked for. */
  readonly usage?: boolean;
  readonly turn?: VendorTurn;
}

/** An HTTP error with OpenAI's body. `retryAfter` in seconds becomes the `retry-after` header. */
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

/** What the emulated vendor does with one request. */
export type VendorAnswer = VendorCompletion | VendorFailure | VendorRefusal;

/** The most tokens of one answer, so that a directive in a prompt cannot ask for an endless one. */
const MAX_TOKENS = 10_000_000;

/**
 * Reads an answer from the last user message when that is a JSON object, as in `{"tokens":1000,"tokensPerSecond":50}`:
 * a caller on the far side of a gateway chooses the behaviour of each request this way.
 * Returns undefined when the message is no JSON object; throws a RangeError for a count out of bounds.
 */
export function answerFromPrompt(body: Readonly<Record<string, unknown>>): VendorAnswer | undefined {
  const messages = Array.isArray(body['messages']) ? (body['messages'] as readonly unknown[]) : [];
  const text = textOf(messages.at(-1));
  if (!text.startsWith('{')) return undefined;
  const answer = parseObject(text);
  if (answer && typeof answer['tokens'] === 'number' && !(answer['tokens'] >= 0 && answer['tokens'] <= MAX_TOKENS)) {
    throw new RangeError(`tokens: between 0 and ${MAX_TOKENS}, got ${answer['tokens']}`);
  }
  return answer as VendorAnswer | undefined;
}

/** A gateway may turn a plain string into a list of text parts. */
function textOf(message: unknown): string {
  const content = (message as { content?: unknown } | undefined)?.content;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { text?: unknown }) => (typeof part.text === 'string' ? part.text : '')).join('');
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
