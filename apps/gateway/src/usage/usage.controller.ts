import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { queryUsage } from '@belugapi/bus';
import type { QueryUsageRequest, UsagePage } from '@belugapi/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import { AdminKeyGuard } from '../administration/admin-key.guard.js';
import { askService, valueOf } from '../administration/ask-service.js';
import { natsConnection } from '../injection-tokens.js';
import { costPageBody, usagePageBody } from './usage-bodies.js';
import { readCostQuery, readUsageQuery } from './usage-query.js';

/** OpenAI's usage API, over all organisations: for administrators, as there. */
@Controller('v1/organization')
@UseGuards(AdminKeyGuard)
export class UsageController {
  constructor(@Inject(natsConnection) private readonly connection: NatsConnection) {}

  @Get('usage/completions')
  async usage(@Query() query: unknown): Promise<object> {
    return usagePageBody(await this.page(readUsageQuery(query)));
  }

  @Get('costs')
  async costs(@Query() query: unknown): Promise<object> {
    return costPageBody(await this.page(readCostQuery(query)));
  }

  private async page(request: QueryUsageRequest): Promise<UsagePage> {
    const { result } = await askService(this.connection, queryUsage, request);
    return valueOf<UsagePage>(result, 'page');
  }
}
