import {
  type ArgumentsHost,
  BadRequestException,
  Catch,
  type ExceptionFilter,
  NotFoundException,
} from '@nestjs/common';
import { type Failure, FailureCode } from '@belugapi/contracts';
import { CompletionFailure, createFailure, failureName, failureTraits } from '@belugapi/completion';
import type { Logger } from '@belugapi/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from '../answer/error-body.js';
import { requestHeaders } from './request-headers.js';
import { unknownRoute } from './unknown-route.js';

/** Answers every error as OpenAI does, whatever layer it comes from. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also for errors from before any route: a body that cannot be read, an unknown path. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { failure } = CompletionFailure.from(frameworkFailure(error, request) ?? error);
    const { status, clientRetry } = failureTraits(failure.code);
    const fault = status >= 500 && failure.upstream === undefined;
    this.logger[fault ? 'warn' : 'debug'](
      { requestId: request.id, status, failure: failureName(failure.code), ...(fault ? { err: error } : {}) },
      'request failed',
    );
    if (reply.raw.headersSent || reply.raw.destroyed) return;
    void reply
      .status(status)
      .headers({
        ...requestHeaders(request.id, performance.now() - reply.elapsedTime),
        'content-type': 'application/json; charset=utf-8',
        ...(failure.retryAfterMs === undefined ? {} : retryHeaders(failure.retryAfterMs)),
        ...(clientRetry === undefined ? {} : { 'x-should-retry': String(clientRetry) }),
      })
      .send(JSON.stringify(errorBody(failure, request.id)));
  }
}

function retryHeaders(milliseconds: number): Record<string, string> {
  return { 'retry-after': String(Math.ceil(milliseconds / 1_000)), 'retry-after-ms': String(milliseconds) };
}

/** The errors of Fastify and Nest that callers can cause; undefined for all others. */
function frameworkFailure(error: unknown, request: FastifyRequest): CompletionFailure | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  const failure = typeof code === 'string' ? fastifyFailures[code] : undefined;
  if (failure) return new CompletionFailure(failure());
  // Fastify's own JSON parser, and its guard against __proto__ keys, throw a SyntaxError.
  if (error instanceof SyntaxError) return new CompletionFailure(invalidJson());
  if (error instanceof NotFoundException) return unknownRoute(request);
  return error instanceof BadRequestException ? new CompletionFailure(invalidJson()) : undefined;
}

const invalidJson = (): Failure => createFailure(FailureCode.INVALID_JSON, 'The request body is not valid JSON.');
const tooLarge = (): Failure => createFailure(FailureCode.REQUEST_TOO_LARGE, 'The request body is larger than 32 MiB.');
const wrongMediaType = (): Failure =>
  createFailure(FailureCode.UNSUPPORTED_MEDIA_TYPE, 'The request body must be application/json.');

const fastifyFailures: Readonly<Record<string, () => Failure>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: tooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: wrongMediaType,
  FST_ERR_CTP_EMPTY_JSON_BODY: invalidJson,
  FST_ERR_CTP_INVALID_JSON_BODY: invalidJson,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: invalidJson,
};
