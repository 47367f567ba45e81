import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, nestLogger } from '@belugapi/service-kit';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayModule, type GatewayParts } from '../gateway.module.js';
import { observeRequests, requestObserver } from '../observation/request-observer.js';
import { CallerDoor, openToCallers } from '../principals/caller-door.js';
import { acceptUploads } from './accept-uploads.js';
import { traceRequests } from '../tracing/trace-requests.js';
import { answerClientError } from './answer-client-error.js';
import { FailureFilter } from './failure.filter.js';
import { httpBounds } from './http-bounds.js';
import { acceptJsonBodies } from './json-body-parser.js';
import { refuseEncodedBodies } from './refuse-encoded-bodies.js';
import { requestHeaders } from './request-headers.js';
import { requireHost } from './require-host.js';
import { RouteTable } from './route-table.js';
import { refuseUnknownRoutes, unreadablePath } from './unknown-route.js';

/** The HTTP door: Nest on Fastify, every error in OpenAI's shape, every answer with a request id. */
export async function createHttpApp(parts: GatewayParts, logger: Logger): Promise<NestFastifyApplication> {
  const filter = new FailureFilter(logger, parts.settings.quotaStatus);
  const observe = requestObserver(parts.observer);
  const adapter = new FastifyAdapter({
    genReqId: () => `req_${randomUUID().replaceAll('-', '')}`,
    routerOptions: { maxParamLength: 512 },
    http: httpBounds,
    // Fastify sets these two by itself, whatever the others say.
    requestTimeout: httpBounds.requestTimeout,
    keepAliveTimeout: httpBounds.keepAliveTimeout,
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      observe(request, reply);
      filter.answer(unreadablePath(error, request), request, reply);
    },
  });
  const fastify = adapter.getInstance();
  fastify.decorate('routeTable', new RouteTable(fastify));
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule.of(parts), adapter, {
    logger: nestLogger(logger),
    // Ours takes JSON and nothing else.
    bodyParser: false,
  });
  app.useGlobalFilters(filter);
  observeRequests(fastify, observe);
  if (parts.tracing) traceRequests(fastify, parts.tracing);
  requireHost(fastify);
  refuseUnknownRoutes(fastify);
  openToCallers(fastify, new CallerDoor(parts.principals, parts.limiter));
  acceptJsonBodies(fastify);
  acceptUploads(fastify);
  refuseEncodedBodies(fastify);
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (!reply.hasHeader('x-request-id'))
      reply.headers(requestHeaders(request.id, performance.now() - reply.elapsedTime));
    done(null, payload);
  });
  await app.init();
  await fastify.ready();
  return app;
}
