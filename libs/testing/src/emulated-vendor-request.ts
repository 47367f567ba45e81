import type { Provider, Wire } from '@belugapi/model-catalog';
import type { IncomingHttpHeaders } from 'node:http';
import type { VendorTurn } from './emulated-vendor-answer.js';

/**
 * How a request ended. `finished`: everything was handed to the socket; `failed`: the error or break that its answer
 * asked for; `cancelled`: the client closed the connection before the end.
 */
export type VendorOutcome = 'finished' | 'failed' | 'cancelled';

/** One request as the vendor saw it, updated while it is answered. */
export interface VendorRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The JSON; of a form its fields, and of a file in it `{name, type, size}`. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly wire: Wire;
  /** Whose endpoint was called: the first segment of the path may name it; else the wire tells. */
  readonly provider: Provider;
  /** The id that the request asks for, in its body or its path. */
  readonly model: string;
  readonly stream: boolean;
  /** Unix time in milliseconds, with fractions, as all times here. */
  readonly receivedAt: number;
  /** Tokens written so far, tool-call fragments included. */
  readonly tokensServed: number;
  /** Body bytes written so far, with the framing of HTTP chunks. */
  readonly bytesServed: number;
  readonly outcome: VendorOutcome | undefined;
  readonly endedAt: number | undefined;
  /** Resolves with the outcome; never rejects. */
  readonly ended: Promise<VendorOutcome>;
  /** Lets an answer on hold go on; before the hold is reached, it removes it. A stream may be sent to another turn. */
  resume(turn?: VendorTurn): void;
}

/** What changes while a request is answered, and what the vendor sets itself. */
type ServedState = Pick<
  VendorRequest,
  'receivedAt' | 'tokensServed' | 'bytesServed' | 'outcome' | 'endedAt' | 'ended' | 'resume'
>;

/** The vendor's own, writable side of a request. */
export interface ServedRequest extends VendorRequest {
  tokensServed: number;
  bytesServed: number;
  outcome: VendorOutcome | undefined;
  endedAt: number | undefined;
  resume: (turn?: VendorTurn) => void;
  end(outcome: VendorOutcome): void;
}

/** Unix time in milliseconds at the resolution of the monotonic clock. */
export function unixMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Opens the record of a request; `onEnd` is called once. */
export function createServedRequest(
  fields: Omit<VendorRequest, keyof ServedState>,
  onEnd: (request: ServedRequest) => void,
): ServedRequest {
  const { promise, resolve } = Promise.withResolvers<VendorOutcome>();
  const request: ServedRequest = {
    ...fields,
    receivedAt: unixMs(),
    tokensServed: 0,
    bytesServed: 0,
    outcome: undefined,
    endedAt: undefined,
    ended: promise,
    resume: () => undefined,
    end(outcome) {
      if (request.outcome) return;
      request.outcome = outcome;
      request.endedAt = unixMs();
      resolve(outcome);
      onEnd(request);
    },
  };
  return request;
}
