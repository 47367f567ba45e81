import { busRequest, BusRequestError, type NatsProtobufServerOptions, type RequestDefinition } from '@belugapi/bus';
import type { NatsConnection } from '@nats-io/transport-node';
import type { SpanAttributes, TraceSpan, Tracing } from './tracing.js';

/** As https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ has it, with the broker's own name. */
export function messagingAttributes(operation: 'request' | 'process' | 'send', subject: string): SpanAttributes {
  return {
    'messaging.system': 'nats',
    'messaging.operation.name': operation,
    'messaging.operation.type': operation === 'process' ? 'process' : 'send',
    'messaging.destination.name': subject,
  };
}

interface TracedRequest<Request, Response> {
  readonly connection: NatsConnection;
  readonly definition: RequestDefinition<Request, Response>;
  readonly message: Request;
  readonly timeoutMs: number;
}

/** A busRequest that is a step of the trace which `parent` belongs to. Throws as busRequest does. */
export async function tracedBusRequest<Request, Response>(
  parent: TraceSpan | undefined,
  { connection, definition, message, timeoutMs }: TracedRequest<Request, Response>,
): Promise<Response> {
  const { subject } = definition;
  const span = parent?.child(`request ${subject}`, {
    kind: 'client',
    attributes: messagingAttributes('request', subject),
  });
  try {
    const response = await busRequest(connection, definition, message, timeoutMs, span?.context);
    span?.end();
    return response;
  } catch (error) {
    span?.end(error instanceof BusRequestError ? error.kind : 'internal');
    throw error;
  }
}

/** What a NatsProtobufServer observes with: a step for each request that comes with a trace. */
export function traceBusRequests(tracing: Tracing | undefined): NatsProtobufServerOptions['observe'] {
  if (!tracing) return undefined;
  return (subject, trace) => {
    const attributes = messagingAttributes('process', subject);
    const span = tracing.start(`process ${subject}`, trace, { kind: 'server', attributes });
    return (failed) => span?.end(failed ? 'handler_failed' : undefined);
  };
}
