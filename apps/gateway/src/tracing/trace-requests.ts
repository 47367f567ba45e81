import type { SpanAttributes, TraceSpan, Tracing } from '@belugapi/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** A request that may be traced. */
export type TracedRequest = FastifyRequest & { span?: TraceSpan | undefined };

// Probes come every few seconds and say nothing.
const untraced = ['/livez', '/readyz'];

/**
 * A span for each request, from its arrival until the last byte is out, by
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/. No query, no address of the caller, no path but a route of ours.
 */
export function traceRequests(fastify: FastifyInstance, tracing: Tracing): void {
  fastify.decorateRequest('span');
  fastify.addHook('onRequest', (request: TracedRequest, reply, done) => {
    const route = request.is404 ? undefined : request.routeOptions.url;
    if (route === undefined || !untraced.includes(route)) {
      const { traceparent, tracestate } = request.headers;
      const span = tracing.begin(
        route === undefined ? request.method : `${request.method} ${route}`,
        {
          ...(typeof traceparent === 'string' && { traceparent }),
          ...(typeof tracestate === 'string' && { tracestate }),
        },
        { kind: 'server', attributes: requestAttributes(request, route) },
      );
      request.span = span;
      if (span) reply.raw.once('close', () => endSpan(span, reply.raw));
    }
    done();
  });
}

/** What a log line of a request says of its trace. */
export function traceFields(request: FastifyRequest): Partial<TraceSpan['logFields']> {
  return (request as TracedRequest).span?.logFields ?? {};
}

/** An error that a request is answered with; those that are ours fail its span. */
export function traceFailure(request: FastifyRequest, name: string, status: number): void {
  const { span } = request as TracedRequest;
  span?.set({ 'beluga.failure': name });
  if (status >= 500) span?.fail(name);
}

function endSpan(span: TraceSpan, { headersSent, statusCode, writableFinished }: FastifyReply['raw']): void {
  if (headersSent) span.set({ 'http.response.status_code': statusCode });
  if (!writableFinished) span.end('cancelled');
  else span.end(statusCode >= 500 ? String(statusCode) : undefined);
}

function requestAttributes(request: FastifyRequest, route: string | undefined): SpanAttributes {
  return {
    'http.request.method': request.method,
    'http.route': route,
    // What a caller wrote into a path may be anything, a key for instance.
    'url.path': route?.includes(':') ? undefined : route,
    'url.scheme': request.protocol,
    'network.protocol.version': request.raw.httpVersion,
    'user_agent.original': request.headers['user-agent'],
    'beluga.request_id': request.id,
  };
}
