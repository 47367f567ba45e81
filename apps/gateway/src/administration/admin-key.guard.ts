import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyRequest } from 'fastify';
import { keyDigest } from '../principals/api-key.js';
import { PrincipalCache } from '../principals/principal-cache.js';
import { AdminKey } from './admin-key.js';

/** Lets administrators through: the operator's admin key, or an API key with the scope `admin`. */
@Injectable()
export class AdminKeyGuard implements CanActivate {
  constructor(
    private readonly adminKey: AdminKey,
    private readonly principals: PrincipalCache,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { authorization } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    if (this.adminKey.isIn(authorization)) return true;
    const principal = await this.principals.find(keyDigest(authorization));
    if (principal.scopes.includes('admin')) return true;
    const reason = 'This API key may not administer: it lacks the scope `admin`.';
    throw CompletionFailure.of(FailureCode.INSUFFICIENT_PERMISSIONS, reason);
  }
}
