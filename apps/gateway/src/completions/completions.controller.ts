import { Body, Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyReply } from 'fastify';
import type { AnswerHeaders } from '../answer/answer.js';
import { CallerConnection } from '../answer/caller-connection.js';
import { ChunkEncoder } from '../answer/chunk-encoder.js';
import { StreamedAnswer } from '../answer/streamed-answer.js';
import { WholeAnswer } from '../answer/whole-answer.js';
import { requestHeaders } from '../http/request-headers.js';
import { ModelDirectory } from '../models/model-directory.js';
import { ApiKeyGuard, type AuthenticatedRequest } from '../principals/api-key.guard.js';
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
    private readonly runner: CompletionRunner,
    private readonly settings: CompletionSettings,
  ) {}

  @Post()
  async create(@Req() request: AuthenticatedRequest, @Res() reply: FastifyReply, @Body() body: unknown): Promise<void> {
    const startedAt = performance.now();
    const { headers, principal, id: requestId } = request;
    const completion = readCompletion({ body, headers, principal, requestId }, this.directory, this.settings.timeoutMs);
    const caller = new CallerConnection(reply.raw);
    const answerHeaders = (): AnswerHeaders => ({
      ...requestHeaders(requestId, startedAt),
      ...completionHeaders(completion),
    });
    const answer = this.answer(completion, caller, answerHeaders);
    try {
      await this.runner.run({ completion, caller, answer });
      // The socket is ours from here on, and has had its answer.
      reply.hijack();
    } catch (error) {
      if (!answer.committed) throw error;
      answer.fail(CompletionFailure.from(error).failure);
      reply.hijack();
    } finally {
      if (answer instanceof StreamedAnswer) answer.abandon();
    }
  }

  private answer(completion: Completion, connection: CallerConnection, headers: () => AnswerHeaders) {
    const { id, created, requestId, includeUsage, request } = completion;
    const model = completion.asked.id;
    if (!request.stream) return new WholeAnswer({ id, created, model, connection, headers });
    const encoder = new ChunkEncoder({ id, created, model, includeUsage });
    return new StreamedAnswer({ connection, encoder, headers, requestId, keepAliveMs: this.settings.keepAliveMs });
  }
}

function completionHeaders({ asked, served, dropped }: Completion): AnswerHeaders {
  return {
    'x-beluga-model': served.id,
    'x-beluga-provider': served.provider,
    ...(asked === served ? {} : { 'x-beluga-substituted': 'true' }),
    ...(dropped.length > 0 ? { 'x-beluga-dropped-params': dropped.join(',') } : {}),
  };
}
