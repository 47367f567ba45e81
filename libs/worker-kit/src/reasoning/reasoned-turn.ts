import { type CompletionEvent, Message, type ReasoningState, Role, type ToolCall } from '@belugapi/contracts';

interface OpenCall {
  readonly id: string;
  readonly name: string;
  readonly custom: boolean;
  input: string;
}

// In UTF-16 units; what is stored is measured in bytes.
const longestReasoning = 1024 * 1024;
const largestStates = 1024 * 1024;
const longestInputs = 4 * 1024 * 1024;

/** What one answer's first choice reasoned and which tools it called, in bounded memory. */
export class ReasonedTurn {
  private reasoning = '';
  private reasoningIsWhole = true;
  private readonly states: ReasoningState[] = [];
  private stateBytes = 0;
  private readonly open: OpenCall[] = [];
  private inputLength = 0;

  note({ event }: CompletionEvent): void {
    switch (event?.$case) {
      case 'reasoning':
        if (event.value.choice === 0) this.reason(event.value.text);
        return;
      case 'reasoningState':
        this.stateBytes += event.value.data.length;
        if (this.stateBytes <= largestStates) this.states.push(event.value);
        return;
      case 'toolCallStarted': {
        const { choice, id, name, custom } = event.value;
        if (choice === 0) this.open.push({ id, name, custom, input: '' });
        return;
      }
      case 'toolCallArguments':
        if (event.value.choice === 0) this.input(event.value.index, event.value.delta);
        return;
      case 'started':
      case 'text':
      case 'refusal':
      case 'annotation':
      case 'audio':
      case 'choiceFinished':
      case 'usage':
      case 'completed':
      case 'failed':
      case undefined:
        return;
    }
  }

  get hasCalls(): boolean {
    return this.open.length > 0;
  }

  /** The calls; none where they are too large to be told from others. */
  calls(): ToolCall[] {
    if (this.inputLength > longestInputs) return [];
    return this.open.map(({ id, name, custom, input }) => ({
      id,
      call: custom
        ? { $case: 'custom', value: { name, input } }
        : { $case: 'function', value: { name, arguments: input } },
    }));
  }

  /**
   * What to remember, as a message of at most so many bytes; undefined where there is nothing. Reasoning in clear gives way to
   * the states, which are of use only whole.
   */
  message(mostBytes: number): Message | undefined {
    const reasoningState = this.stateBytes <= largestStates ? this.states : [];
    const reasoningContent = this.reasoningIsWhole ? this.reasoning : '';
    for (const content of reasoningContent ? [reasoningContent, ''] : ['']) {
      if (!content && reasoningState.length === 0) return undefined;
      const message = Message.create({
        role: Role.ASSISTANT,
        reasoningState,
        ...(content && { reasoningContent: content }),
      });
      if (Message.encode(message).finish().length <= mostBytes) return message;
    }
    return undefined;
  }

  private reason(text: string): void {
    if (!this.reasoningIsWhole) return;
    if (this.reasoning.length + text.length <= longestReasoning) this.reasoning += text;
    else {
      this.reasoningIsWhole = false;
      this.reasoning = '';
    }
  }

  private input(index: number, delta: string): void {
    this.inputLength += delta.length;
    const call = this.open[index];
    if (call && this.inputLength <= longestInputs) call.input += delta;
  }
}
