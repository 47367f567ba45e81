import {
  type Annotation,
  type CompletionEvent,
  type Failure,
  FinishReason,
  type ReasoningState,
  type Started,
  type TokenLogprob,
  type TokenUsage,
} from '@belugapi/contracts';
import { AudioFold, type FoldedAudio } from './audio-fold.js';

export interface FoldedToolCall {
  readonly id: string;
  readonly name: string;
  readonly custom: boolean;
  /** JSON text of a function's arguments (`{}` where none came), or a custom tool's input. */
  readonly arguments: string;
}

export interface FoldedChoice {
  readonly index: number;
  /** Null where no text came at all. */
  readonly content: string | null;
  readonly reasoning: string;
  readonly refusal: string | null;
  readonly toolCalls: readonly FoldedToolCall[];
  readonly annotations: readonly Annotation[];
  readonly logprobs: readonly TokenLogprob[];
  readonly refusalLogprobs: readonly TokenLogprob[];
  /** Null where nothing was spoken. */
  readonly audio: FoldedAudio | null;
  /** What the vendor wants back with this answer in the next turn. */
  readonly reasoningStates: readonly ReasoningState[];
  readonly finishReason: FinishReason;
}

export interface FoldedCompletion {
  readonly started: Started | undefined;
  readonly choices: readonly FoldedChoice[];
  readonly usage: TokenUsage | undefined;
  /** Set where the answer failed; then the choices hold what came before. */
  readonly failure: Failure | undefined;
}

class ChoiceFold {
  text = '';
  hasText = false;
  reasoning = '';
  refusal: string | null = null;
  readonly toolCalls: { id: string; name: string; custom: boolean; arguments: string }[] = [];
  readonly annotations: Annotation[] = [];
  readonly logprobs: TokenLogprob[] = [];
  readonly refusalLogprobs: TokenLogprob[] = [];
  audio: AudioFold | undefined;
  readonly reasoningStates: ReasoningState[] = [];
  finishReason = FinishReason.STOP;

  finish(index: number): FoldedChoice {
    return {
      index,
      content: this.hasText ? this.text : null,
      reasoning: this.reasoning,
      refusal: this.refusal,
      toolCalls: this.toolCalls.map((call) => ({
        ...call,
        arguments: call.arguments === '' && !call.custom ? '{}' : call.arguments,
      })),
      annotations: this.annotations,
      logprobs: this.logprobs,
      refusalLogprobs: this.refusalLogprobs,
      audio: this.audio?.finish() ?? null,
      reasoningStates: this.reasoningStates,
      finishReason: this.finishReason,
    };
  }
}

/** Gathers the events of one answer into the whole of it: what a caller gets who did not ask for a stream. */
export class EventFold {
  private started: Started | undefined;
  private usage: TokenUsage | undefined;
  private failure: Failure | undefined;
  private readonly choices = new Map<number, ChoiceFold>();

  add({ event }: CompletionEvent): void {
    switch (event?.$case) {
      case 'started':
        this.started = event.value;
        return;
      case 'text': {
        const choice = this.choice(event.value.choice);
        choice.text += event.value.text;
        choice.hasText = true;
        choice.logprobs.push(...event.value.logprobs);
        return;
      }
      case 'reasoning':
        this.choice(event.value.choice).reasoning += event.value.text;
        return;
      case 'refusal': {
        const choice = this.choice(event.value.choice);
        choice.refusal = (choice.refusal ?? '') + event.value.text;
        choice.refusalLogprobs.push(...event.value.logprobs);
        return;
      }
      case 'toolCallStarted': {
        const { choice, index, id, name, custom } = event.value;
        this.choice(choice).toolCalls[index] = { id, name, custom, arguments: '' };
        return;
      }
      case 'toolCallArguments': {
        const call = this.choice(event.value.choice).toolCalls[event.value.index];
        if (call) call.arguments += event.value.delta;
        return;
      }
      case 'annotation':
        this.choice(event.value.choice).annotations.push(event.value);
        return;
      case 'audio':
        (this.choice(event.value.choice).audio ??= new AudioFold()).add(event.value);
        return;
      case 'reasoningState':
        // A state names no choice: vendors that want one back give one answer only.
        this.choice(0).reasoningStates.push(event.value);
        return;
      case 'choiceFinished':
        this.choice(event.value.choice).finishReason = event.value.reason;
        return;
      case 'usage':
        this.usage = event.value;
        return;
      case 'failed':
        this.failure = event.value;
        return;
      case 'completed':
      case undefined:
        return;
    }
  }

  result(): FoldedCompletion {
    const choices = [...this.choices].toSorted(([a], [b]) => a - b).map(([index, choice]) => choice.finish(index));
    return { started: this.started, choices, usage: this.usage, failure: this.failure };
  }

  private choice(index: number): ChoiceFold {
    let choice = this.choices.get(index);
    if (!choice) this.choices.set(index, (choice = new ChoiceFold()));
    return choice;
  }
}
