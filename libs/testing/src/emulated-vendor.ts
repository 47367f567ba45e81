import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerFromPrompt, type VendorAnswer } from './emulated-vendor-answer.js';
import { createPace } from './emulated-vendor-pace.js';
import { createArrivalQueue } from './emulated-vendor-queue.js';
import { createServedRequest, type VendorOutcome, type VendorRequest } from './emulated-vendor-request.js';
import { respond, sendError, sendJson } from './emulated-vendor-respond.js';

/** Every option may be left out: the vendor then answers each request with a short greeting. */
export interface EmulatedVendorOptions {
  /** Chooses the answer of a request; undefined leaves it to `models`, then to the prompt. */
  readonly answer?: (request: VendorRequest) => VendorAnswer | undefined | Promise<VendorAnswer | undefined>;
  /** Answers by the model id of the request. */
  readonly models?: Readonly<Record<string, VendorAnswer>>;
  /** Default 0: any free port. */
  readonly port?: number;
  /** How many request records are kept, the newest ones. Default 10,000. */
  readonly remember?: number;
}

/** Totals since the start, over remembered and forgotten requests. */
export type VendorTotals = Record<'requests' | 'tokens' | 'bytes' | VendorOutcome, number>;

/** A running emulated vendor. */
export interface EmulatedVendor extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The same with `/v1`, as `OPENAI_BASE_URL` wants it. */
  readonly baseUrl: string;
  /** Completion requests in the order of arrival. */
  readonly requests: readonly VendorRequest[];
  readonly totals: Readonly<VendorTotals>;
  /** Answers for the next requests, one each, before any other rule. */
  script(...answers: VendorAnswer[]): void;
  /** The next request nobody asked for yet, earlier arrivals included; rejects after `timeoutMs` (default 10,000). */
  nextRequest(timeoutMs?: number): Promise<VendorRequest>;
  /** The next request whose client closed before the end; the same rules. */
  nextCancel(timeoutMs?: number): Promise<VendorRequest>;
  /** Ends open answers with their connections and frees the port. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;
const PATIENCE_MS = 10_000;

/**
 * Starts an HTTP server on the loopback that speaks OpenAI's Chat Completions wire, as api.openai.com does it.
 * What a request gets is decided by, in this order: `script`, `answer`, `models`, a JSON directive in its last user
 * message (`answerFromPrompt`), a greeting.
 */
export async function startEmulatedVendor(options: EmulatedVendorOptions = {}): Promise<EmulatedVendor> {
  const remember = options.remember ?? 10_000;
  const requests: VendorRequest[] = [];
  const scripted: VendorAnswer[] = [];
  const totals: VendorTotals = { requests: 0, tokens: 0, bytes: 0, finished: 0, failed: 0, cancelled: 0 };
  const arrivals = createArrivalQueue<VendorRequest>(remember);
  const cancels = createArrivalQueue<VendorRequest>(remember);
  const pace = createPace();
  let serial = 0;

  const complete = async (incoming: IncomingMessage, response: ServerResponse, id: string) => {
    const body = parseBody(await readBody(incoming));
    if (!body)
      return sendError(response, { id }, 400, { message: 'We could not parse the JSON body of your request.' });
    const { method = '', url: path = '', headers } = incoming;
    const request = createServedRequest({ id, method, path, headers, body }, ({ outcome }) => {
      totals.tokens += request.tokensServed;
      totals.bytes += request.bytesServed;
      if (outcome) totals[outcome]++;
      if (outcome === 'cancelled') cancels.put(request);
    });
    response.on('finish', () => request.end('finished')).on('close', () => request.end('cancelled'));
    totals.requests++;
    if (requests.push(request) > remember) requests.shift();
    arrivals.put(request);
    const model = String(body['model']);
    const answer =
      scripted.shift() ?? (await options.answer?.(request)) ?? options.models?.[model] ?? answerFromPrompt(body) ?? {};
    respond(response, request, answer, pace);
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const id = `chatcmpl-emulated${(serial++).toString(36).padStart(12, '0')}`;
    const route = `${incoming.method} ${incoming.url?.split('?')[0]}`;
    if (!incoming.headers.authorization?.startsWith('Bearer ')) return sendError(response, { id }, 401);
    if (route === 'POST /v1/chat/completions') return complete(incoming, response, id);
    if (route === 'GET /v1/models') return sendJson(response, { id }, 200, '{"object":"list","data":[]}');
    return sendError(response, { id }, 404, { message: `Invalid URL (${route})` });
  };

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendError(response, { id: 'failed' }, 400, { message: String(error) });
    });
  });
  // A pooled connection that its client is about to use again must not close under it.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const close = async () => {
    pace.stop();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };

  return {
    url,
    baseUrl: `${url}/v1`,
    requests,
    totals,
    script: (...answers) => void scripted.push(...answers),
    nextRequest: (timeoutMs = PATIENCE_MS) => arrivals.next(timeoutMs, 'the vendor got no further request'),
    nextCancel: (timeoutMs = PATIENCE_MS) => cancels.next(timeoutMs, 'no client left its request'),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new RangeError(`body: at most ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parseBody(text: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
