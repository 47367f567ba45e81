import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyRequest, HTTPMethods } from 'fastify';

const methods: readonly HTTPMethods[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];
const longestShownPath = 200;

/** What to say of a request that no route takes: a wrong method on a path that exists, or a path that does not. */
export function unknownRoute({ method, url, server }: FastifyRequest): CompletionFailure {
  const path = url.split('?', 1)[0] ?? '/';
  // Fastify knows routes by their pattern, and `:id` is the only parameter we use.
  const patterns = [path, path.replace(/\/[^/]+$/, '/:id')];
  const allowed = methods.filter((candidate) =>
    patterns.some((pattern) => server.hasRoute({ method: candidate, url: pattern })),
  );
  if (allowed.length > 0) {
    const message = `The method ${method} is not allowed for this URL. Use ${allowed.join(' or ')}.`;
    return CompletionFailure.of(FailureCode.METHOD_NOT_ALLOWED, message);
  }
  const shown = `${method} ${path.slice(0, longestShownPath)}`;
  return CompletionFailure.of(FailureCode.UNKNOWN_URL, `Unknown request URL: ${shown}. Check the URL for typos.`);
}
