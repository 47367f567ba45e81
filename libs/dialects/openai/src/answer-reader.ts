import { type CompletionEvent, type Failure, FailureCode, type TokenUsage } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import type { CompletionTask } from '@belugapi/provider-spec';
import type { WireCompletion, WireUsage } from './chat-wire.js';
import { ChoiceReader, type FinishReasons } from './choice-reader.js';
import { failureOfBody } from './to-chat-failure.js';
import { readUsage } from './read-usage.js';
import type { ReadFailure, WireBody } from './vendor-failure.js';

/** Rewrites one chunk, or the whole answer. */
export type AdjustAnswer = (answer: WireCompletion) => WireCompletion;

/** What differs between vendors that speak this wire. */
export interface AnswerQuirks {
  /**
   * Called once per answer; what it returns rewrites each chunk (or the one whole answer) before it is read, and may keep in
   * its closure what earlier chunks said.
   */
  readonly adjustAnswer?: (task: CompletionTask) => AdjustAnswer;
  readonly readUsage?: (usage: WireUsage, task: CompletionTask) => TokenUsage;
  readonly readFailure?: ReadFailure;
  readonly finishReasons?: FinishReasons;
}

const broken = 'The provider could not finish the answer.';
// OpenAI's own bound of `n`.
const lastChoice = 127;

/** Reads a Chat Completions answer, chunk by chunk or whole, into the events of CompletionEvent. */
export class AnswerReader {
  // By index, with holes where a vendor leaves one out; `forEach` and `every` pass over those.
  private readonly choices: ChoiceReader[] = [];
  private started = false;
  private usage: TokenUsage | undefined;
  private failed = false;
  private readonly adjust: AdjustAnswer | undefined;

  constructor(
    private readonly provider: string,
    private readonly quirks: AnswerQuirks,
    private readonly task: CompletionTask,
  ) {
    this.adjust = quirks.adjustAnswer?.(task);
  }

  /** Whether the answer has failed: nothing is to be read after that. */
  get ended(): boolean {
    return this.failed;
  }

  /**
   * Events of one chunk, or of a whole answer; what is not a JSON object of this wire fails the answer, and so does any chunk
   * of an event named `error`.
   */
  read(text: string, name = 'message'): CompletionEvent[] {
    const events: CompletionEvent[] = [];
    try {
      this.readAnswer(JSON.parse(text) as WireBody | null, name === 'error', events);
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
    // `filter` passes over the holes, which `find` does not.
    const [failing] = this.choices.filter(({ failure }) => failure);
    if (failing?.failure) {
      const { code, word } = failing.failure;
      this.fail(failureOfBody(this.provider, undefined, {}, { code, word, message: broken }), events);
      return events;
    }
    this.choices.forEach((choice) => choice.finish(events));
    if (this.choices.length > 0 && this.choices.every((choice) => choice.finished)) {
      this.tellUsage(events);
      events.push({ event: { $case: 'completed', value: {} } });
    } else {
      const reason = 'The provider ended the answer before it was complete.';
      this.fail(createFailure(FailureCode.UPSTREAM_ERROR, reason), events);
    }
    return events;
  }

  private readAnswer(sent: WireBody | null, isError: boolean, events: CompletionEvent[]): void {
    if (typeof sent !== 'object' || sent === null) throw new TypeError('not an object');
    const answer: WireBody = this.adjust?.(sent) ?? sent;
    const vendor = this.quirks.readFailure?.(answer, undefined);
    if (vendor || answer.error || isError || answer.object === 'error') {
      return this.fail(failureOfBody(this.provider, undefined, answer, vendor), events);
    }
    const { choices, usage } = answer;
    // Azure and others put chunks without id and choices before the answer.
    if (!this.started && (answer.id || choices?.length)) this.start(answer, events);
    if (choices) {
      for (const choice of choices) this.choice(choice.index ?? 0).read(choice, events);
    }
    if (usage) this.usage = (this.quirks.readUsage ?? readUsage)(usage, this.task);
  }

  private start(answer: WireCompletion, events: CompletionEvent[]): void {
    this.started = true;
    const value = {
      upstreamId: String(answer.id ?? ''),
      upstreamModel: String(answer.model ?? ''),
      systemFingerprint: textIn(answer.system_fingerprint),
      serviceTier: textIn(answer.service_tier),
    };
    events.push({ event: { $case: 'started', value } });
  }

  private fail(failure: Failure, events: CompletionEvent[]): void {
    this.failed = true;
    // What was told was billed, however the answer ended.
    this.tellUsage(events);
    events.push({ event: { $case: 'failed', value: failure } });
  }

  private tellUsage(events: CompletionEvent[]): void {
    if (this.usage && this.started) events.push({ event: { $case: 'usage', value: this.usage } });
  }

  private choice(index: number): ChoiceReader {
    const known = this.choices[index];
    if (known) return known;
    // A vendor's index is not ours to trust for the array's length.
    const bounded = Number.isInteger(index) ? Math.min(Math.max(index, 0), lastChoice) : 0;
    return (this.choices[bounded] ??= new ChoiceReader(bounded, this.quirks.finishReasons));
  }
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
