import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Query, UseGuards } from '@nestjs/common';
import { organizationRequests } from '@belugapi/bus';
import {
  CreateOrganizationRequest,
  type Organization,
  type OrganizationResponse,
  UpdateOrganizationRequest,
} from '@belugapi/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import { CheckedPipe } from '../http/checked-pipe.js';
import { natsConnection } from '../injection-tokens.js';
import { parseBody } from '../request/parse-body.js';
import { organizationBody, pageBody } from './administration-bodies.js';
import { AdminKeyGuard } from './admin-key.guard.js';
import { askService, valueOf } from './ask-service.js';
import {
  createOrganizationSchema,
  organizationIdSchema,
  organizationsQuerySchema,
  updateOrganizationSchema,
} from './key-schemas.js';
import { clearedLimits, toLimits } from './limits-schema.js';

const organizationId = new CheckedPipe(organizationIdSchema);

/** /admin/v1/organizations */
@Controller('admin/v1/organizations')
@UseGuards(AdminKeyGuard)
export class OrganizationsController {
  constructor(@Inject(natsConnection) private readonly connection: NatsConnection) {}

  @Post()
  @HttpCode(200)
  async create(@Body() body: unknown): Promise<object> {
    const { id, name, limits } = parseBody(createOrganizationSchema, body);
    const request = CreateOrganizationRequest.create({ id, name: name ?? '', limits: toLimits(limits) });
    return shown(await askService(this.connection, organizationRequests.create, request));
  }

  @Get()
  async list(@Query() query: unknown): Promise<object> {
    const { after, limit } = parseBody(organizationsQuerySchema, query);
    const { organizations, hasMore } = await askService(this.connection, organizationRequests.list, { after, limit });
    return pageBody(organizations.map(organizationBody), hasMore);
  }

  @Get(':id')
  async show(@Param('id', organizationId) id: string): Promise<object> {
    return shown(await askService(this.connection, organizationRequests.get, { id }));
  }

  @Patch(':id')
  async update(@Param('id', organizationId) id: string, @Body() body: unknown): Promise<object> {
    const { name, limits } = parseBody(updateOrganizationSchema, body);
    const cleared = clearedLimits(limits);
    const request = UpdateOrganizationRequest.create({
      id,
      name,
      limits: toLimits(limits),
      cleared,
    });
    return shown(await askService(this.connection, organizationRequests.update, request));
  }
}

function shown({ result }: OrganizationResponse): object {
  return organizationBody(valueOf<Organization>(result, 'organization'));
}
