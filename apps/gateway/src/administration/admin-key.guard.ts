import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyRequest } from 'fastify';
import { adminKeyDigest } from '../injection-tokens.js';
import { keyDigest } from '../principals/api-key.js';
import { PrincipalCache } from '../principals/principal-cache.js';

const longestCredential = 1_024;

/**
 * Lets administrators through: the operator's admin key, or an API key with the scope `admin`. The operator's admin key is
 * no API key, so it opens nothing else.
 */
@Injectable()
export class AdminKeyGuard implements CanActivate {
  constructor(
    @Inject(adminKeyDigest) private readonly digest: Buffer | undefined,
    private readonly principals: PrincipalCache,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { authorization } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    if (this.isAdminKey(authorization)) return true;
    const principal = await this.principals.find(keyDigest(authorization));
    if (principal.scopes.includes('admin')) return true;
    throw CompletionFailure.of(
      FailureCode.INSUFFICIENT_PERMISSIONS,
      'This API key may not administer: it lacks the scope `admin`.',
    );
  }

  // Digests are compared, so that neither length nor content shows in the time it takes.
  private isAdminKey(authorization: string | undefined): boolean {
    const token = /^Bearer +(\S+) *$/i.exec((authorization ?? '').slice(0, longestCredential))?.[1];
    if (!this.digest || !token) return false;
    return timingSafeEqual(createHash('sha256').update(token).digest(), this.digest);
  }
}
