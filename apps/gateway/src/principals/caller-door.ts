import { FailureCode, type Principal } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Limiter } from '../limits/limiter.js';
import { rateLimitHeaders } from '../limits/rate-limit-headers.js';
import type { TracedRequest } from '../tracing/trace-requests.js';
import { keyDigest } from './api-key.js';
import type { PrincipalCache } from './principal-cache.js';

/** A request whose caller is known. */
export interface AuthenticatedRequest extends FastifyRequest {
  principal: Principal;
}

/** Lets only requests with a valid key through, and tells them who it speaks for. */
export class CallerDoor {
  constructor(
    private readonly principals: Pick<PrincipalCache, 'find'>,
    private readonly limiter: Limiter,
  ) {}

  /** @throws {CompletionFailure} where the key opens nothing, not this, or cannot be checked. */
  async pass(request: TracedRequest): Promise<void> {
    const principal = await this.principals.find(keyDigest(request.headers.authorization), request.span);
    if (!principal.scopes.includes('completions')) {
      const reason = 'This API key may not use models: it lacks the scope `completions`.';
      throw CompletionFailure.of(FailureCode.INSUFFICIENT_PERMISSIONS, reason);
    }
    (request as AuthenticatedRequest).principal = principal;
  }

  /** What is left of the limits of whoever has passed; asked for where that was not heard lately. */
  tell({ principal }: Partial<AuthenticatedRequest>, reply: FastifyReply): Promise<void> | undefined {
    if (!principal) return undefined;
    const say = () => void reply.headers(rateLimitHeaders(this.limiter.accountsOf(principal)));
    const asking = this.limiter.refreshOld(principal);
    if (asking) return asking.then(say);
    say();
    return undefined;
  }
}

// Where callers send bodies.
const doors = ['/v1/chat/', '/v1/audio/'];

/**
 * Lets no body in, of up to 32 MiB, whose sender is nobody: on these routes the key is looked at first. Every answer tells its
 * caller what is left of its limits.
 */
export function openToCallers(fastify: FastifyInstance, door: CallerDoor): void {
  fastify.decorateRequest('principal');
  fastify.addHook('onRequest', async (request) => {
    // The route's path and not the caller's, which has any number of spellings.
    const { url = '' } = request.routeOptions;
    if (!request.is404 && doors.some((path) => url.startsWith(path))) await door.pass(request);
  });
  // An answer that takes the socket for itself says so itself.
  fastify.addHook('onSend', async (request, reply, payload) => {
    await door.tell(request as Partial<AuthenticatedRequest>, reply);
    return payload;
  });
}
