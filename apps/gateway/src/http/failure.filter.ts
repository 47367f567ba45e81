import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure, failureName, failureTraits } from '@belugapi/completion';
import type { Logger } from '@belugapi/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from '../answer/error-body.js';
import { recordOf } from '../observation/request-record.js';
import { traceFailure, traceFields } from '../tracing/trace-requests.js';
import { requestHeaders } from './request-headers.js';
import { retryHeaders } from './retry-headers.js';
import { allowedMethods, unknownRoute } from './unknown-route.js';

/** Answers every error as OpenAI does, whatever layer it comes from. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  /** `quotaStatus`: 429 as at OpenAI, or 402 as others have it, where no money is left. */
  constructor(
    private readonly logger: Logger,
    private readonly quotaStatus: 402 | 429,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also for errors from before any route: a body that cannot be read, an unknown path. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { failure } = CompletionFailure.from(frameworkFailure(error, request) ?? error);
    const record = recordOf(request);
    if (record) record.failure = failure.code;
    const status = failure.code === FailureCode.QUOTA_EXCEEDED ? this.quotaStatus : failureTraits(failure.code).status;
    traceFailure(request, failureName(failure.code), status);
    const fault = status >= 500 && failure.upstream === undefined;
    this.logger[fault ? 'warn' : 'debug'](
      {
        requestId: request.id,
        ...traceFields(request),
        status,
        failure: failureName(failure.code),
        ...(fault ? { err: error } : {}),
      },
      'request failed',
    );
    if (reply.raw.headersSent || reply.raw.destroyed) return;
    void reply
      .status(status)
      .headers({
        ...requestHeaders(request.id, performance.now() - reply.elapsedTime),
        'content-type': 'application/json; charset=utf-8',
        ...retryHeaders(failure),
        ...(status === 405 && { allow: allowedMethods(request).join(', ') }),
      })
      .send(JSON.stringify(errorBody(failure, request.id)));
  }
}

/** The errors of Fastify and Nest that callers can cause; undefined for all others. */
function frameworkFailure(error: unknown, request: FastifyRequest): CompletionFailure | undefined {
  // Nest gives Fastify's own errors on as exceptions with their status and nothing else.
  if (!(error instanceof HttpException)) return undefined;
  switch (error.getStatus()) {
    case 400:
      return CompletionFailure.of(FailureCode.INVALID_JSON, 'The request body is not valid JSON.');
    case 404:
      return unknownRoute(request);
    case 413:
      return CompletionFailure.of(FailureCode.REQUEST_TOO_LARGE, 'The request body is larger than 32 MiB.');
    case 415:
      return CompletionFailure.of(FailureCode.UNSUPPORTED_MEDIA_TYPE, 'The request body must be application/json.');
    default:
      return undefined;
  }
}
