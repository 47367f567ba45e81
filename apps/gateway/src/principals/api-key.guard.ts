import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Principal } from '@belugapi/contracts';
import type { FastifyRequest } from 'fastify';
import { keyDigest } from './api-key.js';
import { PrincipalCache } from './principal-cache.js';

/** A request after {@link ApiKeyGuard}. */
export interface AuthenticatedRequest extends FastifyRequest {
  principal: Principal;
}

/** Lets only requests with a valid key through and tells them who it speaks for. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(private readonly principals: PrincipalCache) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    request.principal = await this.principals.find(keyDigest(request.headers.authorization));
    return true;
  }
}
