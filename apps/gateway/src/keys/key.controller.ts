import { Controller, Get, Req, UseGuards } from '@nestjs/common';
import { LeaseDimension } from '@belugapi/contracts';
import { limitsBody } from '../administration/administration-bodies.js';
import type { LimitAccount } from '../limits/limit-account.js';
import { Limiter } from '../limits/limiter.js';
import { ApiKeyGuard, type AuthenticatedRequest } from '../principals/api-key.guard.js';

const names: Readonly<Partial<Record<LeaseDimension, string>>> = {
  [LeaseDimension.REQUESTS]: 'requests_per_minute',
  [LeaseDimension.TOKENS]: 'tokens_per_minute',
  [LeaseDimension.CONCURRENCY]: 'concurrent_requests',
};

/** GET /v1/key: what the caller's own key may do, and what is left of its limits now. */
@Controller('v1/key')
@UseGuards(ApiKeyGuard)
export class KeyController {
  constructor(private readonly limiter: Limiter) {}

  @Get()
  async show(@Req() { principal }: AuthenticatedRequest): Promise<object> {
    await this.limiter.refresh(principal);
    const accounts = this.limiter.accountsOf(principal);
    const of = (subject: 'keyId' | 'organizationId') =>
      left(accounts.filter((one) => one.limited.subject.$case === subject));
    const { keyId: id, name, publicId, organizationId, scopes, allowedModels: models, expiresAtUnixMs } = principal;
    return {
      object: 'key',
      id,
      name,
      public_id: publicId,
      organization: organizationId,
      scopes,
      models,
      expires_at: expiresAtUnixMs === undefined ? null : Math.floor(expiresAtUnixMs / 1_000),
      limits: limitsBody(principal.keyLimits),
      remaining: of('keyId'),
      organization_limits: limitsBody(principal.organizationLimits),
      organization_remaining: of('organizationId'),
    };
  }
}

/** What is left of each limit that there is, over all gateways. */
function left(accounts: readonly LimitAccount[]): Record<string, object> {
  const now = performance.now();
  const entries = accounts.flatMap((account) => {
    const state = account.state(now);
    const name = names[account.limited.dimension];
    if (!state || !name) return [];
    const { limit, remaining, resetAfterMs } = state;
    return [[name, { limit, remaining, reset_after_ms: Math.ceil(resetAfterMs) }] as const];
  });
  return Object.fromEntries(entries);
}
