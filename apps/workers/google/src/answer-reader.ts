import { type CompletionEvent, type Failure, FailureCode, type TokenUsage } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import type { CompletionTask } from '@belugapi/provider-spec';
import { CandidateReader } from './candidate-reader.js';
import type { WireAnswer, WireCandidate } from './google-wire.js';
import { ownCallId } from './own-call-id.js';
import { readUsage } from './read-usage.js';
import { textOf } from './text-of.js';
import { failureOfError } from './to-google-failure.js';

// Google's own bound of `candidateCount`.
const lastCandidate = 7;

/** Reads a generateContent answer, chunk by chunk or whole, into the events of CompletionEvent. */
export class AnswerReader {
  // By index, with holes where one was left out; `forEach`, `every` and `find` are used with that in mind.
  private readonly candidates: CandidateReader[] = [];
  private started = false;
  private usage: TokenUsage | undefined;
  private blockReason: string | undefined;
  private failed = false;

  constructor(private readonly task: CompletionTask) {}

  /** Whether the answer has failed: nothing is to be read after that. */
  get ended(): boolean {
    return this.failed;
  }

  /** Events of one chunk, of a whole answer, or of a list of either; anything else fails the answer. */
  read(text: string): CompletionEvent[] {
    const events: CompletionEvent[] = [];
    try {
      const parsed: unknown = JSON.parse(text);
      // Without `alt=sse`, and in some errors, a list stands around the answer.
      for (const answer of Array.isArray(parsed) ? (parsed as unknown[]) : [parsed]) {
        if (!this.failed) this.readAnswer(answer as WireAnswer | null, events);
      }
    } catch {
      const reason = 'The provider sent something that is not a generateContent answer.';
      this.fail(createFailure(FailureCode.UPSTREAM_ERROR, reason), events);
    }
    return events;
  }

  /** What follows the last chunk: how the candidates ended, usage and the end; or a failure where none was given. */
  finish(): CompletionEvent[] {
    if (this.failed) return [];
    const events: CompletionEvent[] = [];
    const failure = this.failureAtEnd();
    if (failure) {
      this.fail(failure, events);
      return events;
    }
    this.candidates.forEach((candidate) => candidate.finish(events));
    this.tellUsage(events);
    events.push({ event: { $case: 'completed', value: {} } });
    return events;
  }

  private readAnswer(answer: WireAnswer | null, events: CompletionEvent[]): void {
    if (typeof answer !== 'object' || answer === null) throw new TypeError('not an object');
    const { candidates, promptFeedback, usageMetadata, error } = answer;
    if (usageMetadata) this.usage = readUsage(usageMetadata);
    if (error) return this.fail(failureOfError(error), events);
    if (!this.started && (answer.responseId || candidates?.length)) this.start(answer, events);
    for (const candidate of candidates ?? []) this.candidate(candidate).read(candidate, events);
    if (promptFeedback?.blockReason) this.blockReason = textOf(promptFeedback.blockReason);
  }

  private start({ responseId, modelVersion }: WireAnswer, events: CompletionEvent[]): void {
    this.started = true;
    const value = { upstreamId: textOf(responseId), upstreamModel: textOf(modelVersion) };
    events.push({ event: { $case: 'started', value } });
  }

  private failureAtEnd(): Failure | undefined {
    if (this.candidates.length === 0 && this.blockReason !== undefined) {
      return this.failure(
        FailureCode.CONTENT_POLICY_VIOLATION,
        'The provider’s content filter refused the prompt.',
        this.blockReason,
      );
    }
    const brokenBy = this.candidates.find((candidate) => candidate?.brokenBy)?.brokenBy;
    if (brokenBy !== undefined) {
      return this.failure(FailureCode.UPSTREAM_ERROR, 'The provider’s model failed to form a tool call.', brokenBy);
    }
    if (this.candidates.length > 0 && this.candidates.every(({ finished }) => finished)) return undefined;
    return this.failure(FailureCode.UPSTREAM_ERROR, 'The provider ended the answer before it was complete.', '');
  }

  private failure(code: FailureCode, message: string, word: string): Failure {
    return createFailure(code, message, { upstream: { provider: 'google', status: 200, code: word, requestId: '' } });
  }

  private fail(failure: Failure, events: CompletionEvent[]): void {
    this.failed = true;
    // Counts grow with the stream: those of a broken one may hold the prompt only, and an estimate is better then.
    const answered = this.candidates.some(({ answered }) => answered);
    if (this.started && (!answered || (this.usage?.visibleOutput ?? 0) > 0)) this.tellUsage(events);
    events.push({ event: { $case: 'failed', value: failure } });
  }

  private tellUsage(events: CompletionEvent[]): void {
    if (this.usage) events.push({ event: { $case: 'usage', value: this.usage } });
  }

  private candidate({ index }: WireCandidate): CandidateReader {
    // The vendor's index is not ours to trust for the array's length.
    const position = Number.isInteger(index) ? Math.min(Math.max(index as number, 0), lastCandidate) : 0;
    return (this.candidates[position] ??= new CandidateReader(position, (call) =>
      ownCallId(this.task, position, call),
    ));
  }
}
