import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyInstance } from 'fastify';

/** Refuses compressed bodies (RFC 9110, 8.4) for what they are, and not for the JSON that they do not look like. */
export function refuseEncodedBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { 'content-encoding': encoding } = request.headers;
    if (!encoding || encoding.toLowerCase() === 'identity' || request.is404) return done();
    const message = 'The request body must not be compressed: send it without a content-encoding.';
    done(CompletionFailure.of(FailureCode.UNSUPPORTED_MEDIA_TYPE, message));
  });
}
