import { busRequest, getBalance } from '@belugapi/bus';
import { Balance, type GetBalanceRequest, LeaseDimension, type Limits } from '@belugapi/contracts';
import { Controller, Get, Inject, Req, UseGuards } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { limitsBody } from '../administration/administration-bodies.js';
import { natsConnection } from '../injection-tokens.js';
import type { LimitAccount } from '../limits/limit-account.js';
import { Limiter } from '../limits/limiter.js';
import { ApiKeyGuard, type AuthenticatedRequest } from '../principals/api-key.guard.js';
import { moneyLeft } from './money-left.js';

const balanceTimeoutMs = 1_000;

const names: Readonly<Partial<Record<LeaseDimension, string>>> = {
  [LeaseDimension.REQUESTS]: 'requests_per_minute',
  [LeaseDimension.TOKENS]: 'tokens_per_minute',
  [LeaseDimension.CONCURRENCY]: 'concurrent_requests',
};

/** GET /v1/key: what the caller's own key may do, and what is left of its limits now. */
@Controller('v1/key')
@UseGuards(ApiKeyGuard)
export class KeyController {
  constructor(
    private readonly limiter: Limiter,
    @Inject(natsConnection) private readonly connection: NatsConnection,
  ) {}

  @Get()
  async show(@Req() { principal }: AuthenticatedRequest): Promise<object> {
    const [ofKey, ofOrganization] = await Promise.all([
      this.money(principal.keyLimits, { $case: 'keyId', value: principal.keyId }),
      this.money(principal.organizationLimits, { $case: 'organizationId', value: principal.organizationId }),
      this.limiter.refresh(principal),
    ]);
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
      remaining: { ...of('keyId'), money: ofKey },
      organization_limits: limitsBody(principal.organizationLimits),
      organization_remaining: { ...of('organizationId'), money: ofOrganization },
    };
  }

  /** Undefined where billing gives no answer: the rest is told all the same. */
  private async money(limits: Limits | undefined, subject: GetBalanceRequest['subject']) {
    if (!limits?.money || moneyLeft(limits.money, Balance.create(), new Date()) === undefined) return undefined;
    const asked = busRequest(this.connection, getBalance, { subject }, balanceTimeoutMs);
    const balance = await asked.catch(() => undefined);
    return balance && moneyLeft(limits.money, balance, new Date());
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
