import {
  type Msg,
  type NatsConnection,
  NoRespondersError,
  RequestError,
  type RequestOptions,
  TimeoutError,
} from '@nats-io/transport-node';
import type { TraceContext } from '@belugapi/contracts';
import { linkOf } from './bus-link.js';
import type { RequestDefinition } from './request-definition.js';
import { traceHeaders } from './trace-headers.js';

/** Set on a reply whose handler threw; the value is safe to log. */
export const errorHeader = 'Beluga-Error';

export type BusRequestErrorKind = 'no-responders' | 'unsent' | 'timeout' | 'remote' | 'disconnected';

/**
 * Thrown by {@link busRequest}. `no-responders` comes at once: nobody serves the subject. Nobody has heard of an `unsent` one
 * either: there was no server in all its time. After any other somebody may have acted on it.
 */
export class BusRequestError extends Error {
  override readonly name = 'BusRequestError';
  constructor(
    readonly kind: BusRequestErrorKind,
    readonly subject: string,
    options?: ErrorOptions & { readonly detail?: string },
  ) {
    super(`${subject}: ${options?.detail ?? kind}`, options);
  }
}

/**
 * Sends one request and waits for its answer, `timeoutMs` at most. Without a server it waits for one, so that no request arrives
 * that its sender has given up. `trace` goes along in the message's headers.
 * @throws {BusRequestError} for every way in which no answer comes.
 */
export async function busRequest<Request, Response>(
  connection: NatsConnection,
  definition: RequestDefinition<Request, Response>,
  message: Request,
  timeoutMs: number,
  trace?: TraceContext,
): Promise<Response> {
  const payload = definition.request.encode(message).finish();
  const link = linkOf(connection);
  if (!link.up) {
    const since = performance.now();
    if (!(await link.waitUntilUp(timeoutMs))) throw new BusRequestError('unsent', definition.subject);
    timeoutMs = Math.max(1, timeoutMs - (performance.now() - since));
  }
  const options = trace ? { timeout: timeoutMs, headers: traceHeaders(trace) } : { timeout: timeoutMs };
  const reply = await request(connection, definition.subject, payload, options);
  const remote = reply.headers?.get(errorHeader);
  if (remote) throw new BusRequestError('remote', definition.subject, { detail: remote });
  try {
    return definition.response.decode(reply.data);
  } catch (error) {
    throw new BusRequestError('remote', definition.subject, { detail: 'the answer cannot be read', cause: error });
  }
}

async function request(
  connection: NatsConnection,
  subject: string,
  payload: Uint8Array,
  options: RequestOptions,
): Promise<Msg> {
  try {
    return await connection.request(subject, payload, options);
  } catch (error) {
    throw new BusRequestError(kindOf(error), subject, { cause: error });
  }
}

function kindOf(error: unknown): BusRequestErrorKind {
  if (error instanceof NoRespondersError) return 'no-responders';
  if (error instanceof TimeoutError) return 'timeout';
  if (error instanceof RequestError) {
    if (error.isNoResponders()) return 'no-responders';
    if (error.cause instanceof TimeoutError) return 'timeout';
  }
  return 'disconnected';
}
