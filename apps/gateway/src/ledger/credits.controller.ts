import { Controller, Get, Inject, Req, UseGuards } from '@nestjs/common';
import { creditRequests } from '@belugapi/bus';
import type { NatsConnection } from '@nats-io/transport-node';
import { askService } from '../administration/ask-service.js';
import { natsConnection } from '../injection-tokens.js';
import { ApiKeyGuard, type AuthenticatedRequest } from '../principals/api-key.guard.js';
import { creditBody } from './credit-body.js';

/** GET /v1/credits: what the caller's organisation has, in the words of OpenRouter's endpoint of that name, and more. */
@Controller('v1/credits')
@UseGuards(ApiKeyGuard)
export class CreditsController {
  constructor(@Inject(natsConnection) private readonly connection: NatsConnection) {}

  @Get()
  async show(@Req() { principal }: AuthenticatedRequest): Promise<object> {
    const { organizationId } = principal;
    const credit = creditBody(await askService(this.connection, creditRequests.get, { organizationId }));
    return { data: { total_credits: credit.granted_usd, total_usage: credit.spent_usd, ...credit } };
  }
}
