import { Body, Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Answer } from '../answer/answer.js';
import { ChunkEncoder } from '../answer/chunk-encoder.js';
import { completionBody } from '../answer/completion-body.js';
import { StreamedAnswer } from '../answer/streamed-answer.js';
import { usageBody } from '../answer/usage-body.js';
import { WholeAnswer } from '../answer/whole-answer.js';
import { Limiter } from '../limits/limiter.js';
import { MoneyLimiter } from '../money/money-limiter.js';
import { ModelDirectory } from '../models/model-directory.js';
import { ApiKeyGuard, type AuthenticatedRequest } from '../principals/api-key.guard.js';
import { answerCaller, type AnswerParts } from './answer-caller.js';
import type { Completion } from './completion.js';
import { CompletionRunner } from './completion-runner.js';
import { CompletionSettings } from './completion-settings.js';
import { readCompletion } from './read-completion.js';

/** POST /v1/chat/completions */
@Controller('v1/chat/completions')
@UseGuards(ApiKeyGuard)
export class CompletionsController {
  constructor(
    private readonly directory: ModelDirectory,
    readonly runner: CompletionRunner,
    readonly limiter: Limiter,
    readonly money: MoneyLimiter,
    private readonly settings: CompletionSettings,
  ) {}

  @Post()
  async create(@Req() request: AuthenticatedRequest, @Res() reply: FastifyReply, @Body() body: unknown): Promise<void> {
    const { headers, principal, id: requestId } = request;
    const completion = readCompletion({ body, headers, principal, requestId }, this.directory, this.settings.timeoutMs);
    await answerCaller(this, completion, reply, (parts) => this.answer(completion, parts));
  }

  private answer(completion: Completion, parts: AnswerParts): Answer {
    const { id, created, requestId, includeUsage, request } = completion;
    const shown = { id, created, model: completion.asked.id };
    if (!request.stream) {
      return new WholeAnswer({
        ...parts,
        contentType: 'application/json; charset=utf-8',
        render: (folded, usage, cost) => JSON.stringify(completionBody(shown, folded, usageBody(usage, cost))),
      });
    }
    const encoder = new ChunkEncoder({ ...shown, includeUsage });
    return new StreamedAnswer({ ...parts, encoder, requestId, keepAliveMs: this.settings.keepAliveMs });
  }
}
