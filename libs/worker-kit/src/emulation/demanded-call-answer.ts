import { type CompletionEvent, FailureCode, FinishReason } from '@belugapi/contracts';
import { failedEvent } from '@belugapi/completion';
import type { EmitEvent, EventStage } from './event-stage.js';

const longestHeld = 64 * 1024;
const excuses: ReadonlySet<FinishReason> = new Set([FinishReason.LENGTH, FinishReason.CONTENT_FILTER]);

/**
 * Fails an answer in which a choice called no tool although it had to, so that the gateway tries again: for first attempts only,
 * and only while the caller has seen nothing. A caller who streams sees what passes, so text (up to 64 Ki characters) and ends
 * of choices wait until something is seen, or the answer ends; one who does not sees nothing before the end. A choice that was
 * cut short by its length or a filter, or refused, is as good as a call: another attempt would end alike.
 */
export function demandedCallAnswer(streams: boolean): EventStage {
  return (emit) => {
    const answer = new DemandedCall(streams, emit);
    return (event) => answer.take(event);
  };
}

class DemandedCall {
  private readonly held: CompletionEvent[] = [];
  private heldCharacters = 0;
  private judged = false;
  // Choices that called a tool or are excused.
  private readonly satisfied = new Set<number>();
  private readonly finished = new Set<number>();

  constructor(
    private readonly streams: boolean,
    private readonly emit: EmitEvent,
  ) {}

  take(given: CompletionEvent): void {
    const { event } = given;
    if (this.judged) return this.emit(given);
    switch (event?.$case) {
      case 'text':
        this.heldCharacters += event.value.text.length;
        this.hold(given);
        if (this.heldCharacters > longestHeld && this.streams) this.release();
        return;
      case 'choiceFinished':
        this.finished.add(event.value.choice);
        if (excuses.has(event.value.reason)) this.satisfied.add(event.value.choice);
        return this.hold(given);
      case 'toolCallStarted':
      case 'refusal':
        this.satisfied.add(event.value.choice);
        return this.seen(given);
      case 'toolCallArguments':
      case 'reasoning':
      case 'annotation':
      case 'audio':
        return this.seen(given);
      case 'completed':
        return this.judge(given);
      case 'started':
      case 'reasoningState':
      case 'usage':
      case 'failed':
      case undefined:
        return this.emit(given);
    }
  }

  private hold(given: CompletionEvent): void {
    if (this.streams) this.held.push(given);
    else this.emit(given);
  }

  private seen(given: CompletionEvent): void {
    if (this.streams) this.release();
    this.emit(given);
  }

  private judge(completed: CompletionEvent): void {
    if ([...this.finished].every((choice) => this.satisfied.has(choice))) {
      this.release();
      return this.emit(completed);
    }
    const reason = 'The model did not call a tool although tool_choice requires it.';
    this.emit(failedEvent(FailureCode.UPSTREAM_ERROR, reason));
  }

  private release(): void {
    this.judged = true;
    for (const event of this.held.splice(0)) this.emit(event);
  }
}
