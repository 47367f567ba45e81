import {
  type ChoiceFinished,
  type CompletionEvent,
  FinishReason,
  type TextDelta,
  type ToolCallStarted,
} from '@belugapi/contracts';
import type { EmitEvent, EventStage } from './event-stage.js';
import { LogprobQueue } from './logprob-queue.js';
import { StopSearch } from './stop-search.js';
import { textEvent } from './text-event.js';

class CutChoice {
  /** Text that may still become a stop sequence. */
  held = '';
  readonly logprobs = new LogprobQueue();
  spoke = false;
  cut = false;
  calls = 0;
  finished = false;
}

/**
 * Cuts each choice's visible text before its first stop sequence. What the choice would go on with is left out, and it ends there
 * as if the vendor had stopped; the vendor is heard to its end for the usage. What is held back at most is the end of the text
 * that may still become a stop sequence: it goes out with the end of the choice, and not at all before a failure.
 */
export function stopAnswer(stops: readonly string[], expectedChoices: number): EventStage {
  return (emit) => {
    const answer = new StoppedAnswer(new StopSearch(stops), expectedChoices, emit);
    return (event) => answer.take(event);
  };
}

class StoppedAnswer {
  private readonly choices = new Map<number, CutChoice>();
  private readonly droppedCalls = new Set<string>();

  constructor(
    private readonly search: StopSearch,
    private readonly expectedChoices: number,
    private readonly emit: EmitEvent,
  ) {}

  take(given: CompletionEvent): void {
    const { event } = given;
    switch (event?.$case) {
      case 'text':
        return this.text(given, event.value);
      case 'toolCallStarted':
        return this.callStarted(given, event.value);
      case 'toolCallArguments': {
        const { cut, calls } = this.choice(event.value.choice);
        if (!cut || event.value.index < calls) this.emit(given);
        return;
      }
      case 'reasoning':
      case 'refusal':
      case 'annotation':
      case 'audio':
        if (!this.choice(event.value.choice).cut) this.emit(given);
        return;
      case 'reasoningState':
        if (!this.droppedCalls.has(event.value.toolCallId ?? '')) this.emit(given);
        return;
      case 'choiceFinished':
        return this.choiceFinished(given, event.value);
      case 'failed':
        return this.emit(this.isWhole() ? { event: { $case: 'completed', value: {} } } : given);
      case 'started':
      case 'usage':
      case 'completed':
      case undefined:
        return this.emit(given);
    }
  }

  private text(given: CompletionEvent, { choice: index, text: piece, logprobs }: TextDelta): void {
    const choice = this.choice(index);
    if (choice.cut) return;
    const text = choice.held === '' ? piece : choice.held + piece;
    const found = this.search.find(text);
    const open = this.search.openFrom(text);
    // Where a longer sequence may begin earlier, that is waited for: the cut must not depend on how the text was delivered.
    if (found !== -1 && found <= open) {
      choice.logprobs.add(logprobs);
      this.cut(index, choice, text.slice(0, found));
      return;
    }
    if (open === text.length && choice.held === '') {
      choice.spoke = true;
      this.emit(given);
      return;
    }
    choice.logprobs.add(logprobs);
    choice.held = text.slice(open);
    if (open > 0) this.show(index, choice, text.slice(0, open));
  }

  private callStarted(given: CompletionEvent, { choice: index, id }: ToolCallStarted): void {
    const choice = this.choice(index);
    if (choice.cut) {
      if (id) this.droppedCalls.add(id);
      return;
    }
    choice.calls += 1;
    this.emit(given);
  }

  private choiceFinished(given: CompletionEvent, { choice: index, rawReason }: ChoiceFinished): void {
    const choice = this.choice(index);
    if (!choice.cut) {
      const { held } = choice;
      const found = this.search.find(held);
      if (found === -1) {
        choice.finished = true;
        choice.held = '';
        if (held !== '') this.show(index, choice, held);
        this.emit(given);
        return;
      }
      this.cut(index, choice, held.slice(0, found));
    }
    // A choice that was cut after it had called tools: their arguments were still to come.
    if (!choice.finished) this.finish(index, choice, FinishReason.TOOL_CALLS, rawReason);
  }

  private cut(index: number, choice: CutChoice, text: string): void {
    choice.cut = true;
    choice.held = '';
    // Text that a stop sequence leaves nothing of is empty, which is not the same as no text.
    if (text !== '' || (!choice.spoke && choice.calls === 0)) {
      choice.spoke = true;
      this.emit(textEvent(index, text, choice.logprobs.take(text)));
    }
    if (choice.calls === 0) this.finish(index, choice, FinishReason.STOP, 'stop');
  }

  private show(index: number, choice: CutChoice, text: string): void {
    choice.spoke = true;
    const logprobs = choice.held === '' ? choice.logprobs.takeAll() : choice.logprobs.take(text);
    this.emit(textEvent(index, text, logprobs));
  }

  private finish(choice: number, state: CutChoice, reason: FinishReason, rawReason: string): void {
    state.finished = true;
    this.emit({ event: { $case: 'choiceFinished', value: { choice, reason, rawReason } } });
  }

  /** Whether the reader has all of the answer already, so that a failure behind a cut is none to them. */
  private isWhole(): boolean {
    const choices = [...this.choices.values()];
    const finished = choices.filter((choice) => choice.finished).length;
    return finished >= this.expectedChoices && choices.some((choice) => choice.cut);
  }

  private choice(index: number): CutChoice {
    let choice = this.choices.get(index);
    if (!choice) this.choices.set(index, (choice = new CutChoice()));
    return choice;
  }
}
