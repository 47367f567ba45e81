import { Controller, Get, Param, Query, Req, UseGuards } from '@nestjs/common';
import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { ApiKeyGuard, type AuthenticatedRequest } from '../principals/api-key.guard.js';
import { parseBody } from '../request/parse-body.js';
import { modelBody } from './model-body.js';
import { ModelDirectory } from './model-directory.js';
import { modelsQuerySchema } from './models-query.js';

/** GET /v1/models and /v1/models/{id} */
@Controller('v1/models')
@UseGuards(ApiKeyGuard)
export class ModelsController {
  constructor(private readonly directory: ModelDirectory) {}

  /** What the key may use and what can be served now; `?all=true` shows the rest too, with the reason. */
  @Get()
  list(@Req() { principal }: AuthenticatedRequest, @Query() query: unknown): object {
    const { all } = parseBody(modelsQuerySchema, query);
    const models = this.directory.list(principal);
    const shown = all === 'true' ? models : models.filter(({ unavailable }) => unavailable === undefined);
    return { object: 'list', data: shown.map(modelBody) };
  }

  @Get(':id')
  show(@Req() { principal }: AuthenticatedRequest, @Param('id') id: string): object {
    const model = this.directory.list(principal).find(({ row }) => row.id === id);
    if (model) return modelBody(model);
    const message = `The model \`${id.slice(0, 256)}\` does not exist or you do not have access to it.`;
    throw CompletionFailure.of(FailureCode.MODEL_NOT_FOUND, message, { param: 'model' });
  }
}
