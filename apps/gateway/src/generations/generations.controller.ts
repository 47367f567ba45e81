import { Controller, Get, Inject, Param, Query, Req, UseGuards } from '@nestjs/common';
import { busRequest, getGeneration } from '@belugapi/bus';
import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { NatsConnection } from '@nats-io/transport-node';
import { CheckedPipe } from '../http/checked-pipe.js';
import { natsConnection } from '../injection-tokens.js';
import { ApiKeyGuard, type AuthenticatedRequest } from '../principals/api-key.guard.js';
import { parseBody } from '../request/parse-body.js';
import { generationBody } from './generation-body.js';
import { generationQuerySchema } from './generation-query.js';

// billing waits up to 2 s for a row that is still on its way.
const timeoutMs = 5_000;

/** GET /v1/generations/{id}: what one completion used and cost, by the `id` of its answer. */
@Controller('v1/generations')
@UseGuards(ApiKeyGuard)
export class GenerationsController {
  constructor(@Inject(natsConnection) private readonly connection: NatsConnection) {}

  @Get()
  findByQuery(@Req() request: AuthenticatedRequest, @Query() query: unknown): Promise<object> {
    return this.find(request, parseBody(generationQuerySchema, query).id);
  }

  @Get(':id')
  async find(
    @Req() { principal }: AuthenticatedRequest,
    @Param('id', new CheckedPipe(generationQuerySchema.shape.id)) id: string,
  ): Promise<object> {
    const asked = { completionId: id, organizationId: principal.organizationId };
    const { rows } = await busRequest(this.connection, getGeneration, asked, timeoutMs).catch((error: unknown) => {
      throw new CompletionFailure(
        {
          code: FailureCode.SERVICE_UNAVAILABLE,
          message: 'The ledger cannot be read just now. Try again shortly.',
          retryAfterMs: 1_000,
        },
        { cause: error },
      );
    });
    if (rows.length === 0) {
      throw CompletionFailure.of(FailureCode.NOT_FOUND, `No generation with the id '${asked.completionId}' was found.`);
    }
    return generationBody(asked.completionId, rows);
  }
}
