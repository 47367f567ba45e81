import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyInstance } from 'fastify';

/** Refuses HTTP/1.1 without a Host (RFC 9112, 3.2) as an error of ours: Node's own answer is empty, and has no request id. */
export function requireHost(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ headers, raw }, _reply, done) => {
    if (headers.host !== undefined || raw.httpVersion === '1.0') return done();
    done(CompletionFailure.of(FailureCode.INVALID_VALUE, 'The request has no Host header.'));
  });
}
