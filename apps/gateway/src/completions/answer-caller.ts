import { CompletionFailure } from '@belugapi/completion';
import type { FastifyReply } from 'fastify';
import type { Answer, AnswerHeaders } from '../answer/answer.js';
import { CallerConnection } from '../answer/caller-connection.js';
import { requestHeaders } from '../http/request-headers.js';
import type { Completion } from './completion.js';
import { completionHeaders } from './completion-headers.js';
import type { CompletionRunner } from './completion-runner.js';

export interface AnswerParts {
  readonly connection: CallerConnection;
  /** Read when the answer begins. */
  readonly headers: () => AnswerHeaders;
}

/** Runs a completion for the caller behind a reply. Rejects with a failure that can still be a status. */
export async function answerCaller(
  runner: CompletionRunner,
  completion: Completion,
  reply: FastifyReply,
  makeAnswer: (parts: AnswerParts) => Answer,
): Promise<void> {
  const startedAt = performance.now() - reply.elapsedTime;
  const caller = new CallerConnection(reply.raw);
  const headers = () => ({ ...requestHeaders(completion.requestId, startedAt), ...completionHeaders(completion) });
  const answer = makeAnswer({ connection: caller, headers });
  try {
    await runner.run({ completion, caller, answer });
    // The socket is ours from here on, and has had its answer.
    reply.hijack();
  } catch (error) {
    if (!answer.committed) throw error;
    answer.fail(CompletionFailure.from(error).failure);
    reply.hijack();
  } finally {
    answer.abandon();
  }
}
