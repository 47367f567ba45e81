import type { IncomingHttpHeaders } from 'node:http';
import type { Provider, Wire } from '@belugapi/model-catalog';
import type { VendorCompletion, VendorError } from '../emulated-vendor-answer.js';
import type { RenderedStream } from './rendered-stream.js';

/** A request as the wires read it. */
export interface WireRequest {
  readonly id: string;
  readonly provider: Provider;
  readonly model: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What of an HTTP error is not in `VendorError`. */
export interface ErrorContext {
  readonly provider: Provider;
  readonly id: string;
  /** Seconds, for vendors that tell them in the body. */
  readonly retryAfter?: number;
}

/** One vendor protocol, from the vendor's side. */
export interface VendorWire {
  readonly name: Wire;
  /** Matches the path of its endpoint, without the query. */
  readonly path: RegExp;
  /** Whose protocol it is where the path does not tell. */
  readonly provider: Provider;
  readonly requestIdHeader: string;
  isAuthorized(headers: IncomingHttpHeaders): boolean;
  modelOf(body: WireRequest['body'], path: string): string;
  isStream(body: WireRequest['body'], path: string): boolean;
  /** The text of the last user message. */
  promptOf(body: WireRequest['body']): string;
  /** The answer as one JSON text. */
  renderWhole(answer: VendorCompletion, request: WireRequest): string;
  /** The answer as server-sent events. */
  renderEvents(answer: VendorCompletion, request: WireRequest): RenderedStream;
  /** The body of an HTTP error. */
  renderError(status: number, error: VendorError | undefined, context: ErrorContext): string;
}

/** Whether a request carries a credential as OpenAI and most others want it. */
export function hasBearerKey({ authorization }: IncomingHttpHeaders): boolean {
  return authorization?.startsWith('Bearer ') === true;
}
