import multipart from '@fastify/multipart';
import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes multipart/form-data, and nothing else. */
    readonly takesForm?: boolean;
  }
}

/** Largest uploaded file: OpenAI's own limit (API reference, "Create transcription"). */
export const fileLimitBytes = 25 * 1024 * 1024;

/** Longest text field of a form. */
const fieldLimitBytes = 256 * 1024;

/** Takes multipart/form-data on routes whose config says so. Such a body is read by the route itself, once it knows the caller. */
export function acceptUploads(fastify: FastifyInstance): void {
  void fastify.register(multipart, {
    throwFileSizeLimit: false,
    limits: { fileSize: fileLimitBytes, fieldSize: fieldLimitBytes, fieldNameSize: 256, parts: 64, files: 8 },
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    const wanted = request.routeOptions.config.takesForm === true;
    if (wanted === isForm(request) || request.is404) return done();
    const type = wanted ? 'multipart/form-data' : 'application/json';
    done(CompletionFailure.of(FailureCode.UNSUPPORTED_MEDIA_TYPE, `The request body must be ${type}.`));
  });
}

function isForm({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.slice(0, 19).toLowerCase() === 'multipart/form-data';
}
