import type { FailureCode, TokenUsage } from '@belugapi/contracts';
import type { UsageCost } from '@belugapi/completion';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Completion } from '../completions/completion.js';
import type { AttemptEnding } from '../completions/completion-attempt.js';

/** What one attempt came to. Times are performance.now(). */
export interface AttemptReport {
  readonly ending: AttemptEnding;
  /** No worker took it: it used nothing. */
  readonly declined: boolean;
  readonly usage: TokenUsage;
  /** Absent where the model has no price. */
  readonly cost: UsageCost | undefined;
  /** When the caller could see the first of its output; absent where there was none. */
  readonly firstTokenAt: number | undefined;
  /** Output tokens that passed one after the other. */
  readonly passedTokens: number;
  readonly endedAt: number;
}

/** What is known of one HTTP request, gathered on its way. Times are performance.now(). */
export class RequestRecord {
  readonly startedAt = performance.now();
  readonly attempts: AttemptReport[] = [];
  completion: Completion | undefined;
  /** What it failed with, where its status or last frame tells of a failure. */
  failure: FailureCode | undefined;
  /** How long its body took to arrive. */
  bodyMs = 0;
  /** When the last of a complete answer was handed to the socket. */
  answeredAt: number | undefined;
  /** A stream's head was sent. */
  streamBegan = false;
  /** The connection was lost before the answer was out. */
  aborted = false;
  closedAt = 0;
  private open = 1;

  constructor(private readonly settle: (record: RequestRecord) => void) {}

  /** A completion runs, and may go on after its caller has left. */
  begin(completion: Completion): void {
    this.completion = completion;
    this.open += 1;
  }

  /** It is over. */
  end(): void {
    this.leave();
  }

  /** The answer is out, or the connection is gone. */
  close(aborted: boolean): void {
    this.aborted = aborted;
    this.closedAt = performance.now();
    this.leave();
  }

  private leave(): void {
    this.open -= 1;
    if (this.open === 0) this.settle(this);
  }
}

type ObservedRequest = FastifyRequest & { record: RequestRecord | undefined };

/** A request's record; absent where nobody observes it. */
export function recordOf(request: FastifyRequest): RequestRecord | undefined {
  return (request as ObservedRequest).record;
}

/** Gives a request its record, which ends with the connection's part in it. */
export function observeRequest(request: FastifyRequest, reply: FastifyReply, record: RequestRecord): void {
  (request as ObservedRequest).record = record;
  const { raw } = reply;
  raw.once('close', () => record.close(!raw.writableFinished));
}
