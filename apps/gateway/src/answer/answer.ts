import type { CompletionEvent, Failure } from '@belugapi/contracts';
import type { UsageBody } from './usage-body.js';

/** The way an answer takes to one caller, streamed or whole. */
export interface Answer {
  /** The caller has seen a part of it (or its status line): from now on it can only go on, not start again. */
  readonly committed: boolean;
  add(event: CompletionEvent): void;
  /** Sends what this turn added. */
  flush(): void;
  /** The usage is durable: sends what is left and ends. */
  complete(usage: UsageBody): void;
  /** Ends with an error, where the answer is committed. */
  fail(failure: Failure): void;
}

/** What an answer says in its headers. */
export type AnswerHeaders = Readonly<Record<string, string>>;
