import { type CompletionEvent, type Failure, FailureCode, type TokenUsage } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import type { WireCompletion, WireError, WireUsage } from './chat-wire.js';
import { ChoiceReader } from './choice-reader.js';
import { failureOfError } from './to-chat-failure.js';
import { readUsage } from './read-usage.js';

/** What differs between vendors that speak this wire. */
export interface AnswerQuirks {
  /** Rewrites a chunk or an answer before it is read: fields under other names, usage in other places. */
  readonly adjustAnswer?: (answer: WireCompletion) => WireCompletion;
  readonly readUsage?: (usage: WireUsage) => TokenUsage;
}

/** Reads a Chat Completions answer, chunk by chunk or whole, into the events of CompletionEvent. */
export class AnswerReader {
  private readonly choices: ChoiceReader[] = [];
  private started = false;
  private usage: TokenUsage | undefined;
  private failed = false;

  constructor(
    private readonly provider: string,
    private readonly quirks: AnswerQuirks,
  ) {}

  /** Whether the answer has failed: nothing is to be read after that. */
  get ended(): boolean {
    return this.failed;
  }

  /** Events of one chunk, or of a whole answer; text that is not JSON fails the answer. */
  read(text: string): CompletionEvent[] {
    const answer = parse(text);
    if (!answer) return this.fail(createFailure(FailureCode.UPSTREAM_ERROR, 'The provider sent something that is not JSON.'));
    if (answer.error) return this.fail(this.failureIn(answer.error));

    const events: CompletionEvent[] = [];
    const { choices, usage } = this.quirks.adjustAnswer?.(answer) ?? answer;
    if (!this.started) this.start(answer, events);
    if (choices) {
      for (const choice of choices) this.choice(choice.index ?? 0).read(choice, events);
    }
    if (usage) this.usage = (this.quirks.readUsage ?? readUsage)(usage);
    return events;
  }

  /** What follows the last chunk: usage and the end, or a failure where choices are left open. */
  finish(): CompletionEvent[] {
    if (this.failed) return [];
    const events: CompletionEvent[] = this.usage ? [{ event: { $case: 'usage', value: this.usage } }] : [];
    const complete = this.choices.length > 0 && this.choices.every((choice) => choice.finished);
    if (complete) events.push({ event: { $case: 'completed', value: {} } });
    else {
      const reason = 'The provider ended the answer before it was complete.';
      events.push(...this.fail(createFailure(FailureCode.UPSTREAM_ERROR, reason)));
    }
    return events;
  }

  private start(answer: WireCompletion, events: CompletionEvent[]): void {
    this.started = true;
    const value = {
      upstreamId: answer.id ?? '',
      upstreamModel: answer.model ?? '',
      systemFingerprint: answer.system_fingerprint ?? undefined,
      serviceTier: answer.service_tier ?? undefined,
    };
    events.push({ event: { $case: 'started', value } });
  }

  private fail(failure: Failure): CompletionEvent[] {
    this.failed = true;
    return [{ event: { $case: 'failed', value: failure } }];
  }

  private failureIn(error: WireError | string): Failure {
    return failureOfError(this.provider, undefined, typeof error === 'string' ? { message: error } : error);
  }

  private choice(index: number): ChoiceReader {
    const known = this.choices[index];
    if (known) return known;
    // Choices come in any order, and a vendor's index is not ours to trust for the array's length.
    while (this.choices.length <= Math.min(index, 127)) this.choices.push(new ChoiceReader(this.choices.length));
    return this.choices[Math.min(index, 127)] as ChoiceReader;
  }
}

function parse(text: string): WireCompletion | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as WireCompletion) : undefined;
  } catch {
    return undefined;
  }
}
