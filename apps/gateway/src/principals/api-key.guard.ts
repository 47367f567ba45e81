import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { FailureCode, type Principal } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Limiter } from '../limits/limiter.js';
import { rateLimitHeaders } from '../limits/rate-limit-headers.js';
import { keyDigest } from './api-key.js';
import { PrincipalCache } from './principal-cache.js';

/** A request after {@link ApiKeyGuard}. */
export interface AuthenticatedRequest extends FastifyRequest {
  principal: Principal;
}

/** Lets only requests with a valid key through, tells them who it speaks for, and the caller what is left of its limits. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly principals: PrincipalCache,
    private readonly limiter: Limiter,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<AuthenticatedRequest>();
    const principal = await this.principals.find(keyDigest(request.headers.authorization));
    if (!principal.scopes.includes('completions')) {
      const reason = 'This API key may not use models: it lacks the scope `completions`.';
      throw CompletionFailure.of(FailureCode.INSUFFICIENT_PERMISSIONS, reason);
    }
    request.principal = principal;
    const accounts = this.limiter.accountsOf(principal);
    if (accounts.length > 0) http.getResponse<FastifyReply>().headers(rateLimitHeaders(accounts));
    return true;
  }
}
