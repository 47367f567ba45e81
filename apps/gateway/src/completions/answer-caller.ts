import { completionTokens, CompletionFailure, failureName, promptTokens } from '@belugapi/completion';
import type { FastifyReply } from 'fastify';
import type { Answer, AnswerHeaders } from '../answer/answer.js';
import { CallerConnection } from '../answer/caller-connection.js';
import { requestHeaders } from '../http/request-headers.js';
import type { Limiter } from '../limits/limiter.js';
import { rateLimitHeaders } from '../limits/rate-limit-headers.js';
import type { MoneyLimiter } from '../money/money-limiter.js';
import { quoteCompletion } from '../money/quote-completion.js';
import { recordOf } from '../observation/request-record.js';
import { CompletionTrace } from '../tracing/completion-trace.js';
import type { TracedRequest } from '../tracing/trace-requests.js';
import type { Completion } from './completion.js';
import { completionHeaders } from './completion-headers.js';
import type { CompletionRunner } from './completion-runner.js';
import { worstCaseTokens } from './worst-case-tokens.js';

export interface AnswerParts {
  readonly connection: CallerConnection;
  /** Read when the answer begins. */
  readonly headers: () => AnswerHeaders;
}

/** What every completion passes: the limits of its key, then the way to a worker and back. */
export interface CompletionPath {
  readonly limiter: Limiter;
  readonly money: MoneyLimiter;
  readonly runner: CompletionRunner;
}

/** Runs a completion for the caller behind a reply. Rejects with a failure that can still be a status. */
export async function answerCaller(
  path: CompletionPath,
  completion: Completion,
  reply: FastifyReply,
  makeAnswer: (parts: AnswerParts) => Answer,
): Promise<void> {
  const record = recordOf(reply.request);
  record?.begin(completion);
  try {
    await answerAdmitted(path, completion, reply, makeAnswer);
  } finally {
    record?.end();
  }
}

async function answerAdmitted(
  path: CompletionPath,
  completion: Completion,
  reply: FastifyReply,
  makeAnswer: (parts: AnswerParts) => Answer,
): Promise<void> {
  const startedAt = performance.now() - reply.elapsedTime;
  const { principal, requestId } = completion;
  const record = recordOf(reply.request);
  const { span } = reply.request as TracedRequest;
  const trace = span && new CompletionTrace(span, completion);
  const limits = () => rateLimitHeaders(path.limiter.accountsOf(principal));
  const { rates, money } = await admit(path, completion);
  trace?.admitted();
  const caller = new CallerConnection(reply.raw);
  const paid = limitedTo(completion, money.answerTokens);
  const headers = () => ({ ...requestHeaders(requestId, startedAt), ...limits(), ...completionHeaders(paid) });
  const answer = makeAnswer({ connection: caller, headers });
  let usedTokens = 0;
  try {
    await path.runner.run({
      completion: paid,
      caller,
      answer,
      money,
      trace,
      onAttempt: (report) => {
        record?.attempts.push(report);
        if (!report.declined) usedTokens += promptTokens(report.usage) + completionTokens(report.usage);
      },
    });
    if (record) record.answeredAt = performance.now();
    // The socket is ours from here on, and has had its answer.
    reply.hijack();
  } catch (error) {
    if (!answer.committed) throw error;
    const { failure } = CompletionFailure.from(error);
    if (record) record.failure = failure.code;
    trace?.failed(failureName(failure.code));
    answer.fail(failure);
    reply.hijack();
  } finally {
    rates.release(usedTokens);
    money.release();
    answer.abandon();
    if (record) record.streamBegan = answer.committed;
  }
}

/** Rates first: they are had sooner, and a request that cannot be paid for gives its tokens back. */
async function admit({ limiter, money }: CompletionPath, completion: Completion) {
  const { principal, request, prompt, served } = completion;
  const most = worstCaseTokens(completion);
  const rates = await limiter.admit(principal, most.prompt + most.answer);
  try {
    return { rates, money: await money.admit(principal, () => quoteCompletion(request, served, prompt)) };
  } catch (error) {
    rates.release(0);
    throw error;
  }
}

/** The completion with the longest answer that its money pays for, where its caller set none. */
function limitedTo(completion: Completion, answerTokens: number | undefined): Completion {
  if (answerTokens === undefined) return completion;
  return { ...completion, request: { ...completion.request, maxOutputTokens: answerTokens }, paidTokens: answerTokens };
}
