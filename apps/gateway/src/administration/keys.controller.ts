import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Query, UseGuards } from '@nestjs/common';
import { keyRequests } from '@belugapi/bus';
import { CompletionFailure } from '@belugapi/completion';
import {
  CreateKeyRequest,
  FailureCode,
  type IssuedKey,
  type IssueKeyResponse,
  Key,
  UpdateKeyRequest,
} from '@belugapi/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import { CheckedPipe } from '../http/checked-pipe.js';
import { natsConnection } from '../injection-tokens.js';
import { parseBody } from '../request/parse-body.js';
import { storedId } from '../request/stored-id.js';
import { keyBody, pageBody } from './administration-bodies.js';
import { AdminKeyGuard } from './admin-key.guard.js';
import { askService, valueOf } from './ask-service.js';
import { createKeySchema, keysQuerySchema, rotateKeySchema, updateKeySchema } from './key-schemas.js';
import { clearedLimits, toLimits } from './limits-schema.js';

const keyId = new CheckedPipe(storedId);

/** /admin/v1/keys */
@Controller('admin/v1/keys')
@UseGuards(AdminKeyGuard)
export class KeysController {
  constructor(@Inject(natsConnection) private readonly connection: NatsConnection) {}

  @Post()
  @HttpCode(200)
  async create(@Body() body: unknown): Promise<object> {
    const { name, organization, scopes, models, expires_at: expiresAt, limits } = parseBody(createKeySchema, body);
    const request = CreateKeyRequest.create({
      name,
      organizationId: organization ?? '',
      scopes: scopes ?? [],
      models: models ?? [],
      limits: toLimits(limits),
      expiresAtUnixMs: expiresAt ?? undefined,
    });
    return issued(await askService(this.connection, keyRequests.create, request));
  }

  @Get()
  async list(@Query() query: unknown): Promise<object> {
    const { after, limit, organization } = parseBody(keysQuerySchema, query);
    const request = { after, limit, organizationId: organization };
    const { keys, hasMore } = await askService(this.connection, keyRequests.list, request);
    if (keys.length === 0 && after !== '') await this.requireKey(after);
    return pageBody(
      keys.map((key) => keyBody(key)),
      hasMore,
    );
  }

  @Get(':id')
  async show(@Param('id', keyId) id: string): Promise<object> {
    return this.shown(keyRequests.get, { id });
  }

  @Patch(':id')
  async update(@Param('id', keyId) id: string, @Body() body: unknown): Promise<object> {
    const { name, models, expires_at: expiresAt, limits } = parseBody(updateKeySchema, body);
    const request = UpdateKeyRequest.create({
      id,
      name,
      models: models === undefined ? undefined : { models: models ?? [] },
      limits: toLimits(limits),
      expiresAtUnixMs: expiresAt ?? undefined,
      cleared: [...(expiresAt === null ? ['expires_at'] : []), ...clearedLimits(limits)],
    });
    return this.shown(keyRequests.update, request);
  }

  @Post(':id/rotate')
  @HttpCode(200)
  async rotate(@Param('id', keyId) id: string, @Body() body: unknown): Promise<object> {
    const { overlap_seconds: overlap } = parseBody(rotateKeySchema, body === undefined ? {} : body);
    const request = { id: id, overlapMs: Math.round((overlap ?? 0) * 1_000) };
    return issued(await askService(this.connection, keyRequests.rotate, request));
  }

  /** The key works nowhere any more within a second of the answer. */
  @Post(':id/revoke')
  @HttpCode(200)
  async revoke(@Param('id', keyId) id: string): Promise<object> {
    return this.shown(keyRequests.revoke, { id });
  }

  // The page after a key that does not exist is empty, and would pass for the end of the list.
  private async requireKey(id: string): Promise<void> {
    const { result } = await askService(this.connection, keyRequests.get, { id });
    if (result?.$case === 'key') return;
    throw CompletionFailure.of(FailureCode.INVALID_VALUE, 'There is no key with this id.', { param: 'after' });
  }

  private async shown<Request>(
    definition: Parameters<typeof askService<Request, { result?: { $case: string; value: unknown } | undefined }>>[1],
    request: Request,
  ): Promise<object> {
    const { result } = await askService(this.connection, definition, request);
    return keyBody(valueOf<Key>(result, 'key'));
  }
}

function issued({ result }: IssueKeyResponse): object {
  const { key, secret } = valueOf<IssuedKey>(result, 'issued');
  return keyBody(Key.create(key ?? {}), secret);
}
