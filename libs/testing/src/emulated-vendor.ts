import type { Provider } from '@belugapi/model-catalog';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerFromPrompt, type VendorAnswer } from './emulated-vendor-answer.js';
import { createPace } from './emulated-vendor-pace.js';
import { createArrivalQueue } from './emulated-vendor-queue.js';
import { readRequestBody } from './emulated-vendor-body.js';
import { createServedRequest, type VendorOutcome, type VendorRequest } from './emulated-vendor-request.js';
import { respond, sendError, sendJson } from './emulated-vendor-respond.js';
import { chatWire } from './wires/chat-wire.js';
import { findWire } from './wires/find-wire.js';
import type { VendorWire } from './wires/vendor-wire.js';

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

const PATIENCE_MS = 10_000;

/**
 * Starts an HTTP server on the loopback that speaks the wires of every vendor at once: Chat Completions at any path that
 * ends in `/chat/completions`, Responses, transcription, Anthropic's Messages and Gemini's generateContent. A path that
 * begins with a provider's name (`/deepseek/…`, see `vendorEnvironment`) is answered with that vendor's habits.
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

  const complete = async (incoming: IncomingMessage, response: ServerResponse, { wire, provider, id }: Endpoint) => {
    const body = await readRequestBody(incoming);
    if (!body) {
      const message = 'We could not parse the JSON body of your request.';
      return sendError(response, wire, 400, { message }, { provider, id });
    }
    const { method = '', url: path = '', headers } = incoming;
    const model = wire.modelOf(body, pathOf(incoming));
    const stream = wire.isStream(body, pathOf(incoming));
    const fields = { id, method, path, headers, body, wire: wire.name, provider, model, stream };
    const request = createServedRequest(fields, ({ outcome }) => {
      totals.tokens += request.tokensServed;
      totals.bytes += request.bytesServed;
      if (outcome) totals[outcome]++;
      if (outcome === 'cancelled') cancels.put(request);
    });
    response.on('finish', () => request.end('finished')).on('close', () => request.end('cancelled'));
    totals.requests++;
    if (requests.push(request) > remember) requests.shift();
    arrivals.put(request);
    const answer =
      scripted.shift() ??
      (await options.answer?.(request)) ??
      options.models?.[model] ??
      answerFromPrompt(wire.promptOf(body)) ??
      {};
    respond(response, request, answer, wire, pace);
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const id = `chatcmpl-emulated${(serial++).toString(36).padStart(12, '0')}`;
    const { wire, provider } = findWire(pathOf(incoming)) ?? { wire: undefined, provider: 'openai' as const };
    const spoken = wire ?? chatWire;
    if (!spoken.isAuthorized(incoming.headers)) return sendError(response, spoken, 401, undefined, { provider, id });
    const route = `${incoming.method} ${pathOf(incoming)}`;
    if (wire && incoming.method === 'POST') return complete(incoming, response, { wire, provider, id });
    if (route === 'GET /v1/models')
      return sendJson(response, 200, '{"object":"list","data":[]}', { 'x-request-id': id });
    return sendError(response, spoken, 404, { message: `Invalid URL (${route})` }, { provider, id });
  };

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendError(response, chatWire, 400, { message: String(error) }, { provider: 'openai', id: 'failed' });
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

interface Endpoint {
  readonly wire: VendorWire;
  readonly provider: Provider;
  readonly id: string;
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?')[0] ?? '';
}
