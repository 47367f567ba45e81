import type { CompletionEvent, Failure, TokenUsage } from '@belugapi/contracts';
import type { UsageCost } from '@belugapi/completion';

/** The way an answer takes to one caller, streamed or whole. */
export interface Answer {
  /** The caller has seen a part of it (or its status line): from now on it can only go on, not start again. */
  readonly committed: boolean;
  add(event: CompletionEvent): void;
  /** Sends what this turn added. */
  flush(): void;
  /** Forgets a failed attempt's events. Only where it is not committed. */
  restart(): void;
  /** The usage is durable: sends what is left and ends. No cost where the model has no price. */
  complete(usage: TokenUsage, cost: UsageCost | undefined): void;
  /** Ends with an error, where the answer is committed. */
  fail(failure: Failure): void;
  /** Goes no further: nothing is sent from now on. */
  abandon(): void;
}

/** What an answer says in its headers. */
export type AnswerHeaders = Readonly<Record<string, string>>;
