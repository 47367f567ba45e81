import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';

const longestShownPath = 200;

/** Answers what no route takes before its body is read, and whatever it is. */
export function refuseUnknownRoutes(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.is404) done(unknownRoute(request));
    else done();
  });
}

/** What to say of a request that no route takes: a wrong method on a path that exists, or a path that does not. */
export function unknownRoute(request: FastifyRequest): CompletionFailure {
  const allowed = allowedMethods(request);
  if (allowed.length === 0) return noSuchPath(request);
  const message = `The method ${request.method} is not allowed for this URL. Use ${allowed.join(' or ')}.`;
  return CompletionFailure.of(FailureCode.METHOD_NOT_ALLOWED, message);
}

function noSuchPath(request: FastifyRequest): CompletionFailure {
  const shown = `${request.method} ${pathOf(request).slice(0, longestShownPath)}`;
  return CompletionFailure.of(FailureCode.UNKNOWN_URL, `Unknown request URL: ${shown}. Check the URL for typos.`);
}

/** The methods that the path of a request takes. */
export function allowedMethods(request: FastifyRequest): readonly string[] {
  return request.server.routeTable.methodsOf(pathOf(request));
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '/';
}

/** What to say of a path that Fastify looks up no route for: its encoding is broken, or a part of it too long for any id. */
export function unreadablePath(error: FastifyError, request: FastifyRequest): CompletionFailure {
  if (error.code !== 'FST_ERR_BAD_URL') return noSuchPath(request);
  return CompletionFailure.of(FailureCode.INVALID_VALUE, 'The URL is not percent-encoded UTF-8.');
}
