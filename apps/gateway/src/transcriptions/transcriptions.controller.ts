import { Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { Answer } from '../answer/answer.js';
import { StreamedAnswer } from '../answer/streamed-answer.js';
import { WholeAnswer } from '../answer/whole-answer.js';
import { answerCaller, type AnswerParts } from '../completions/answer-caller.js';
import { CompletionRunner } from '../completions/completion-runner.js';
import { CompletionSettings } from '../completions/completion-settings.js';
import { readForm } from '../http/read-form.js';
import { Limiter } from '../limits/limiter.js';
import { MoneyLimiter } from '../money/money-limiter.js';
import { ModelDirectory } from '../models/model-directory.js';
import { arrived } from '../observation/arrived.js';
import { ApiKeyGuard, type AuthenticatedRequest } from '../principals/api-key.guard.js';
import { readTranscription, type Transcription } from './read-transcription.js';
import { TranscriptEncoder } from './transcript-encoder.js';
import { transcriptionBody, transcriptOf } from './transcription-body.js';

/** POST /v1/audio/transcriptions */
@Controller('v1/audio/transcriptions')
@UseGuards(ApiKeyGuard)
export class TranscriptionsController {
  constructor(
    private readonly directory: ModelDirectory,
    readonly runner: CompletionRunner,
    readonly limiter: Limiter,
    readonly money: MoneyLimiter,
    private readonly settings: CompletionSettings,
  ) {}

  @Post()
  @RouteConfig({ takesForm: true })
  async create(@Req() request: AuthenticatedRequest, @Res() reply: FastifyReply): Promise<void> {
    const { headers, principal, id: requestId } = request;
    const form = await arrived(request, readForm(request));
    const call = { form, headers, principal, requestId };
    const transcription = readTranscription(call, this.directory, this.settings.timeoutMs);
    const { completion } = transcription;
    await answerCaller(this, completion, reply, (parts) => this.answer(transcription, parts));
  }

  private answer({ completion, format }: Transcription, { connection, headers: base }: AnswerParts): Answer {
    const { id, requestId, request } = completion;
    // A transcription has no `id` of its own to ask /v1/generations for.
    const headers = () => ({ ...base(), 'x-beluga-completion-id': id });
    if (request.stream) {
      const encoder = new TranscriptEncoder();
      return new StreamedAnswer({ connection, headers, encoder, requestId, keepAliveMs: this.settings.keepAliveMs });
    }
    return format === 'text'
      ? new WholeAnswer({ connection, headers, contentType: 'text/plain; charset=utf-8', render: transcriptOf })
      : new WholeAnswer({
          connection,
          headers,
          contentType: 'application/json; charset=utf-8',
          render: (folded, usage, cost) => JSON.stringify(transcriptionBody(folded, usage, cost)),
        });
  }
}
