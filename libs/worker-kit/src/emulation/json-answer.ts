import {
  type CompletionEvent,
  type Failure,
  FailureCode,
  FinishReason,
  type ResponseFormat,
  type TextDelta,
} from '@belugapi/contracts';
import { CompletionFailure, createFailure } from '@belugapi/completion';
import type { EmitEvent, EventStage } from './event-stage.js';
import { type JsonCheck, jsonCheck } from './json-check.js';
import { LogprobQueue } from './logprob-queue.js';
import { stripFence } from './strip-fence.js';
import { textEvent } from './text-event.js';

class HeldChoice {
  text: string | undefined;
  readonly logprobs = new LogprobQueue();
  called = false;
  refused = false;
  finished: CompletionEvent | undefined;
  reason = FinishReason.UNSPECIFIED;
}

// 8 MiB of ASCII; no model writes as much.
const longestText = 8 * 1024 * 1024;
const unchecked: ReadonlySet<FinishReason> = new Set([FinishReason.LENGTH, FinishReason.CONTENT_FILTER]);

/**
 * Holds the visible text back to the end of the answer, and passes it on where it is the JSON that was asked for: as the model
 * wrote it, in one event, without a fence. Else the answer fails there, after its usage, and shows none of it.
 *
 * A choice that ended by its length, a filter or a refusal is passed on as it is. So is one with tool calls: it is not the final
 * answer. Text beside calls is passed on where it fits and left out where not, since a caller parses whatever content there is.
 */
export function jsonAnswer(format: ResponseFormat): EventStage {
  return (emit) => {
    const answer = new JsonAnswer(format, emit);
    return (event) => answer.take(event);
  };
}

class JsonAnswer {
  private readonly choices = new Map<number, HeldChoice>();
  private length = 0;

  constructor(
    private readonly format: ResponseFormat,
    private readonly emit: EmitEvent,
  ) {}

  take(given: CompletionEvent): void {
    const { event } = given;
    switch (event?.$case) {
      case 'text':
        return this.hold(event.value);
      case 'toolCallStarted':
        this.choice(event.value.choice).called = true;
        return this.emit(given);
      case 'refusal':
        this.choice(event.value.choice).refused = true;
        return this.emit(given);
      case 'choiceFinished': {
        const choice = this.choice(event.value.choice);
        choice.finished = given;
        choice.reason = event.value.reason;
        return;
      }
      case 'completed':
        return this.complete(given);
      case 'started':
      case 'reasoning':
      case 'toolCallArguments':
      case 'annotation':
      case 'audio':
      case 'reasoningState':
      case 'usage':
      case 'failed':
      case undefined:
        return this.emit(given);
    }
  }

  private hold({ choice: index, text, logprobs }: TextDelta): void {
    this.length += text.length;
    if (this.length > longestText) return this.choices.clear();
    const choice = this.choice(index);
    choice.text = (choice.text ?? '') + text;
    choice.logprobs.add(logprobs);
  }

  private complete(completed: CompletionEvent): void {
    if (this.length > longestText) return this.fail(unfit('it is longer than 8 MiB.'));
    try {
      const check = jsonCheck(this.format);
      const events = [...this.choices].flatMap(([index, choice]) => eventsOf(index, choice, check));
      events.forEach(this.emit);
      this.emit(completed);
    } catch (error) {
      this.fail(CompletionFailure.from(error).failure);
    }
  }

  private fail(failure: Failure): void {
    this.emit({ event: { $case: 'failed', value: failure } });
  }

  private choice(index: number): HeldChoice {
    let choice = this.choices.get(index);
    if (!choice) this.choices.set(index, (choice = new HeldChoice()));
    return choice;
  }
}

function eventsOf(index: number, choice: HeldChoice, check: JsonCheck): CompletionEvent[] {
  const end = choice.finished ? [choice.finished] : [];
  const { text: written = '', logprobs, called, refused, reason } = choice;
  if (unchecked.has(reason) || refused) {
    return choice.text === undefined ? end : [textEvent(index, written, logprobs.takeAll()), ...end];
  }
  const { start, text } = stripFence(written);
  const problem = check(text);
  if (problem === undefined) {
    logprobs.take(written.slice(0, start));
    return [textEvent(index, text, logprobs.take(text)), ...end];
  }
  if (called) return end;
  throw new CompletionFailure(unfit(problem));
}

function unfit(problem: string): Failure {
  const reason = `The model's answer is not JSON that fits the requested format: ${problem}`;
  return createFailure(FailureCode.UPSTREAM_ERROR, reason);
}
