import { FailureCode, type Principal, type TokenUsage } from '@belugapi/contracts';
import type { UsageClass } from '@belugapi/completion';
import type { Completion } from '../completions/completion.js';
import type { AttemptReport, RequestRecord } from './request-record.js';

/** What one HTTP request came to: the metrics and the log are both made of it. Times are milliseconds. */
export interface RequestFacts {
  /** The pattern of its path, or `unknown`. */
  readonly route: string;
  /** 499 where the caller left before there was one. */
  readonly status: number;
  readonly durationMs: number;
  readonly aborted: boolean;
  readonly failure: FailureCode | undefined;
  readonly principal: Principal | undefined;
  readonly completion: CompletionFacts | undefined;
}

export interface CompletionFacts {
  readonly of: Completion;
  readonly attempts: readonly AttemptReport[];
  readonly outcome: 'completed' | 'failed' | 'cancelled';
  /** The caller left and a worker was told to stop. */
  readonly upstreamCancelled: boolean;
  readonly streamBegan: boolean;
  /** From the request's head to the first output that the caller could see. Streams only. */
  readonly firstTokenMs: number | undefined;
  /** Mean time between two tokens of a complete stream that its caller saw while it ran. */
  readonly interTokenMs: number | undefined;
  /** What neither the vendor nor the body's arrival took of a complete answer of one attempt. */
  readonly overheadMs: number | undefined;
}

/** Draws up what a request came to, once it is over. */
export function requestFacts(
  record: RequestRecord,
  { route, status, principal }: Pick<RequestFacts, 'route' | 'status' | 'principal'>,
): RequestFacts {
  const completion = record.completion && completionFacts(record, record.completion);
  const told = record.failure ?? failureOf(record.attempts.at(-1));
  return {
    route,
    status,
    durationMs: record.closedAt - record.startedAt,
    aborted: record.aborted,
    failure: completion && completion.outcome !== 'failed' ? undefined : told,
    principal,
    completion,
  };
}

function completionFacts(record: RequestRecord, of: Completion): CompletionFacts {
  const { attempts, aborted, streamBegan, startedAt } = record;
  const last = attempts.at(-1);
  const completed = last?.ending.kind === 'completed';
  const first = of.request.stream ? last?.firstTokenAt : undefined;
  // What waited for its opening to be durable was seen all at once.
  const seenAsItCame = completed && first !== undefined && last.endedAt > first;
  return {
    of,
    attempts,
    outcome: completed ? 'completed' : aborted ? 'cancelled' : 'failed',
    upstreamCancelled: last?.ending.kind === 'cancelled' && !last.declined,
    streamBegan,
    firstTokenMs: first === undefined ? undefined : first - startedAt,
    interTokenMs: seenAsItCame && last.passedTokens > 1 ? (last.endedAt - first) / (last.passedTokens - 1) : undefined,
    overheadMs: overheadMs(record),
  };
}

function overheadMs({ attempts: [only, second], answeredAt, startedAt, bodyMs }: RequestRecord): number | undefined {
  // The time between two attempts is a vendor's failure, and how long that took is not told.
  if (!only || second || only.ending.kind !== 'completed' || answeredAt === undefined) return undefined;
  const { upstreamMs } = only.ending;
  return upstreamMs === undefined ? undefined : Math.max(0, answeredAt - startedAt - bodyMs - upstreamMs);
}

function failureOf(attempt: AttemptReport | undefined): FailureCode | undefined {
  return attempt?.ending.kind === 'failed' ? attempt.ending.failure.code : undefined;
}

type TokenClass = Exclude<UsageClass, 'webSearches' | 'audioSeconds'>;

/** The classes that a usage's tokens fall into, which do not overlap, by the names that metrics and logs give them. */
export const tokenClasses: readonly (readonly [TokenClass & keyof TokenUsage, string])[] = [
  ['uncachedInput', 'uncached_input'],
  ['cacheRead', 'cache_read'],
  ['cacheWrite', 'cache_write'],
  ['cacheWriteLong', 'cache_write_long'],
  ['audioInput', 'audio_input'],
  ['imageInput', 'image_input'],
  ['visibleOutput', 'visible_output'],
  ['reasoning', 'reasoning'],
  ['audioOutput', 'audio_output'],
];
