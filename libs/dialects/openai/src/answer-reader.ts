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

// OpenAI's own bound of `n`.
const lastChoice = 127;

/** Reads a Chat Completions answer, chunk by chunk or whole, into the events of CompletionEvent. */
export class AnswerReader {
  // By index, with holes where a vendor leaves one out; `forEach` and `every` pass over those.
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

  /** Events of one chunk, or of a whole answer; what is not a JSON object of this wire fails the answer. */
  read(text: string): CompletionEvent[] {
    const events: CompletionEvent[] = [];
    try {
      this.readAnswer(JSON.parse(text) as WireCompletion | null, events);
    } catch {
      const reason = 'The provider sent something that is not a Chat Completions answer.';
      this.fail(createFailure(FailureCode.UPSTREAM_ERROR, reason), events);
    }
    return events;
  }

  /** What follows the last chunk: how the choices ended, usage and the end, or a failure where choices are left open. */
  finish(): CompletionEvent[] {
    if (this.failed) return [];
    const events: CompletionEvent[] = [];
    this.choices.forEach((choice) => choice.finish(events));
    if (this.usage) events.push({ event: { $case: 'usage', value: this.usage } });
    if (this.choices.length > 0 && this.choices.every((choice) => choice.finished)) {
      events.push({ event: { $case: 'completed', value: {} } });
    } else {
      const reason = 'The provider ended the answer before it was complete.';
      this.fail(createFailure(FailureCode.UPSTREAM_ERROR, reason), events);
    }
    return events;
  }

  private readAnswer(answer: WireCompletion | null, events: CompletionEvent[]): void {
    if (typeof answer !== 'object' || answer === null) throw new TypeError('not an object');
    if (answer.error) return this.fail(this.failureIn(answer.error), events);
    const { choices, usage } = this.quirks.adjustAnswer?.(answer) ?? answer;
    // Azure and others put chunks without id and choices before the answer.
    if (!this.started && (answer.id || choices?.length)) this.start(answer, events);
    if (choices) {
      for (const choice of choices) this.choice(choice.index ?? 0).read(choice, events);
    }
    if (usage) this.usage = (this.quirks.readUsage ?? readUsage)(usage);
  }

  private start(answer: WireCompletion, events: CompletionEvent[]): void {
    this.started = true;
    const value = {
      upstreamId: String(answer.id ?? ''),
      upstreamModel: String(answer.model ?? ''),
      systemFingerprint: answer.system_fingerprint ?? undefined,
      serviceTier: answer.service_tier ?? undefined,
    };
    events.push({ event: { $case: 'started', value } });
  }

  private fail(failure: Failure, events: CompletionEvent[]): void {
    this.failed = true;
    events.push({ event: { $case: 'failed', value: failure } });
  }

  private failureIn(error: WireError | string): Failure {
    return failureOfError(this.provider, undefined, typeof error === 'string' ? { message: error } : error);
  }

  private choice(index: number): ChoiceReader {
    const known = this.choices[index];
    if (known) return known;
    // A vendor's index is not ours to trust for the array's length.
    const bounded = Number.isInteger(index) ? Math.min(Math.max(index, 0), lastChoice) : 0;
    return (this.choices[bounded] ??= new ChoiceReader(bounded));
  }
}
