import type { Principal } from '@belugapi/contracts';
import type { Logger } from '@belugapi/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { traceFields } from '../tracing/trace-requests.js';
import type { GatewayMetrics } from './gateway-metrics.js';
import { requestFacts } from './request-facts.js';
import { requestLine } from './request-line.js';
import { observeRequest, RequestRecord } from './request-record.js';

export interface RequestObserverOptions {
  readonly metrics: GatewayMetrics;
  /** Gets one line for each request; absent: none is written. */
  readonly log: Logger | undefined;
}

// Asked every few seconds by machines: at info they would be most of the log.
const probes: ReadonlySet<string> = new Set(['/livez', '/readyz']);
// As nginx has it: the caller left before there was a status.
const clientClosedRequest = 499;

/** Follows a request from its head to the end of its answer. */
export type RequestObserver = (request: FastifyRequest, reply: FastifyReply) => void;

export function requestObserver({ metrics, log }: RequestObserverOptions): RequestObserver {
  return (request, reply) => {
    const settle = (record: RequestRecord) => {
      const route = routeOf(request);
      const probe = probes.has(route);
      const facts = requestFacts(record, { route, status: statusOf(reply), principal: principalOf(request) });
      metrics.count(facts, !probe);
      const level = probe ? 'debug' : 'info';
      if (log?.isLevelEnabled(level)) {
        const line = requestLine({ requestId: request.id, method: request.method }, facts);
        log[level]({ ...line, ...traceFields(request) }, 'request');
      }
    };
    observeRequest(request, reply, new RequestRecord(settle));
  };
}

/**
 * Follows every request that Fastify runs hooks for; it runs none where it cannot look up a route. What is no HTTP is no
 * request: nobody follows that. Has to come before all other hooks.
 */
export function observeRequests(fastify: FastifyInstance, observe: RequestObserver): void {
  fastify.decorateRequest('record');
  fastify.addHook('onRequest', (request, reply, done) => {
    observe(request, reply);
    done();
  });
}

// Never the caller's own path: whatever is no route of ours is one and the same.
function routeOf({ is404, routeOptions }: FastifyRequest): string {
  return is404 ? 'unknown' : (routeOptions.url ?? 'unknown');
}

function statusOf({ raw }: FastifyReply): number {
  return raw.headersSent ? raw.statusCode : clientClosedRequest;
}

function principalOf(request: FastifyRequest): Principal | undefined {
  return (request as Partial<{ principal: Principal }>).principal;
}
