import { Pool, type Dispatcher } from 'undici';
import type { Contestant } from './contestant.js';

/** What the vendor is asked to do with a request, sent as the last user message. */
export interface Directive {
  readonly tokens: number;
  readonly tokensPerSecond?: number;
}

/** A request ready to be sent. */
export interface LoadRequest {
  readonly body: string;
  readonly stream: boolean;
  /** In place of the contestant's own. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One answered request. Times in milliseconds since its dispatch. */
export interface Answered {
  /** To the first token of the emulated vendor; negative for another text. */
  readonly firstTokenMs: number;
  readonly totalMs: number;
  readonly bytes: number;
  /** From the answer's usage; 0 without one. */
  readonly completionTokens: number;
}

/** Sends chat completions to one contestant over kept connections, looking at as few bytes as it can. */
export interface LoadClient {
  /** Throws when the answer is not a complete one: a status, an error frame, a missing `[DONE]`, a broken connection. */
  send(request: LoadRequest, onData?: (at: number) => void): Promise<Answered>;
  /** The text of a streamed answer, parsed chunk by chunk. */
  readText(request: LoadRequest): Promise<string>;
  close(): Promise<void>;
}

/** Priced, active and served by OpenAI's chat wire. */
const MODEL = 'gpt-4.1-mini-2025-04-14';
const TIMEOUT_MS = 120_000;

/** The first word of the emulated vendor's endless text; the role chunk before it carries no text. */
const FIRST_TOKEN = Buffer.from('" the"');

/** A request that the emulated vendor answers as `directive` says. */
export function emulated(directive: Directive, stream: boolean): LoadRequest {
  const system = { role: 'system', content: 'You are a helpful assistant.' };
  const user = { role: 'user', content: JSON.stringify(directive) };
  return chatRequest({ model: MODEL, messages: [system, user] }, stream);
}

/** A request of any model, with usage in its stream. */
export function chatRequest(fields: object, stream: boolean): LoadRequest {
  const options = stream && { stream, stream_options: { include_usage: true } };
  return { body: JSON.stringify({ ...fields, ...options }), stream };
}

/** Opens up to `connections` sockets to the contestant. */
export function openLoadClient(contestant: Contestant, connections: number): LoadClient {
  const pool = new Pool(contestant.url, {
    connections,
    pipelining: 1,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    keepAliveTimeout: 60_000,
  });

  const dispatch = ({ body, stream, headers: own }: LoadRequest, onChunk: (chunk: Buffer, at: number) => void) =>
    new Promise<{ startedAt: number; tail: Buffer }>((resolve, reject) => {
      const startedAt = performance.now();
      let last: Buffer = Buffer.alloc(0);
      let tail: Buffer = last;
      let status = 0;
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart: () => undefined,
        onResponseStart: (_controller, statusCode) => void (status = statusCode),
        onResponseData: (_controller, chunk) => {
          tail = last;
          last = chunk;
          onChunk(chunk, performance.now());
        },
        onResponseEnd: () => {
          const end = Buffer.concat([tail, last]);
          const complete = end.includes(stream ? 'data: [DONE]' : '"choices"') && !end.includes('"error":{');
          if (status === 200 && complete) resolve({ startedAt, tail: end });
          else reject(new Error(`${contestant.name}: ${status} ${end.subarray(-400).toString()}`));
        },
        onResponseError: (_controller, error) => reject(new Error(`${contestant.name}: ${error.message}`)),
      };
      const headers = { 'content-type': 'application/json', ...contestant.headers, ...own };
      pool.dispatch({ path: '/v1/chat/completions', method: 'POST', headers, body }, handler);
    });

  return {
    async send(request, onData) {
      let firstTokenAt = 0;
      let bytes = 0;
      const { startedAt, tail } = await dispatch(request, (chunk, at) => {
        bytes += chunk.length;
        if (firstTokenAt === 0 && chunk.includes(FIRST_TOKEN)) firstTokenAt = at;
        onData?.(at);
      });
      return {
        firstTokenMs: firstTokenAt - startedAt,
        totalMs: performance.now() - startedAt,
        bytes,
        completionTokens: Number(/"completion_tokens":(\d+)/.exec(tail.toString('latin1'))?.[1] ?? 0),
      };
    },
    async readText(request) {
      const chunks: Buffer[] = [];
      await dispatch(request, (chunk) => chunks.push(chunk));
      const frames = Buffer.concat(chunks).toString().split('\n\n');
      const data = frames
        .filter((frame) => frame.startsWith('data: {'))
        .map((frame) => JSON.parse(frame.slice(6)) as Chunk);
      return data.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    },
    close: () => pool.destroy(),
  };
}

interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[];
}

/** Runs `count` jobs, `concurrency` at a time; the first failure stops the rest. */
export async function runJobs(
  count: number,
  concurrency: number,
  job: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await job(next++);
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, count) }, lane));
  } catch (error) {
    next = count;
    throw error;
  }
}
