import { type CompletionEvent, type Failure, FailureCode, FinishReason } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import { type AnswerProgress, type OpenBlock, openBlock } from './content-blocks.js';
import type { WireAnswer, WireError, WireEvent, WireMessage, WireUsage } from './messages-wire.js';
import { mergeUsage, readUsage } from './read-usage.js';
import { textOf } from './text-of.js';
import { failureOfError } from './to-messages-failure.js';

// platform.claude.com/docs/en/api/handling-stop-reasons. `pause_turn` comes with server tools only.
const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', FinishReason.STOP],
  ['stop_sequence', FinishReason.STOP],
  ['pause_turn', FinishReason.STOP],
  ['max_tokens', FinishReason.LENGTH],
  ['model_context_window_exceeded', FinishReason.LENGTH],
  ['tool_use', FinishReason.TOOL_CALLS],
  ['refusal', FinishReason.CONTENT_FILTER],
]);

// Its tiers in OpenAI's words; a caller could do nothing with others.
const serviceTiers: ReadonlyMap<unknown, string> = new Map([
  ['standard', 'default'],
  ['priority', 'priority'],
]);

// What some gateways leave out before the deltas that tell it.
const impliedBlocks: ReadonlyMap<unknown, string> = new Map([
  ['text_delta', 'text'],
  ['thinking_delta', 'thinking'],
]);

const unfinished = 'The provider ended the answer before it was complete.';

/** Reads a Messages answer, event by event or whole, into the events of CompletionEvent. */
export class MessageReader {
  private readonly progress: AnswerProgress;
  private readonly blocks = new Map<unknown, OpenBlock | undefined>();
  private id: string | undefined;
  private usage: WireUsage | undefined;
  private stopReason = '';
  private over = false;

  constructor(
    private readonly provider: string,
    private readonly adjust: (answer: WireAnswer) => WireAnswer = (answer) => answer,
  ) {
    this.progress = { provider, textLength: 0, calls: 0 };
  }

  /** Whether the answer has completed or failed: nothing is to be read after that. */
  get ended(): boolean {
    return this.over;
  }

  /** Events of one event's data; what is not a JSON object fails the answer. */
  read(text: string): CompletionEvent[] {
    return this.parsed(text, (event, events) => this.readEvent(event, events));
  }

  /** Events of a whole answer, to its end. */
  readWhole(text: string): CompletionEvent[] {
    return this.parsed(text, (message, events) => {
      if (message.error) return this.failAs(message.error, events);
      if (!Array.isArray(message.content)) throw new TypeError('no content');
      this.start(message, events);
      for (const block of message.content) openBlock(block ?? {}, this.progress, events)?.close(events);
      this.stopReason = textOf(message.stop_reason);
      this.complete(events);
    });
  }

  /** What follows the last event: nothing, or a failure where the vendor did not come to the end. */
  finish(): CompletionEvent[] {
    const events: CompletionEvent[] = [];
    if (!this.over) this.break(unfinished, events);
    return events;
  }

  private parsed(text: string, read: (answer: WireAnswer, events: CompletionEvent[]) => void): CompletionEvent[] {
    const events: CompletionEvent[] = [];
    try {
      const answer = JSON.parse(text) as WireAnswer | null;
      if (typeof answer !== 'object' || answer === null) throw new TypeError('not an object');
      read(this.adjust(answer), events);
    } catch {
      this.break('The provider sent something that is not a Messages answer.', events);
    }
    return events;
  }

  private readEvent(event: WireEvent, events: CompletionEvent[]): void {
    switch (event.type) {
      case 'content_block_delta':
        return this.addToBlock(event, events);
      case 'content_block_start':
        this.closeBlock(event.index, events);
        this.open(event, events);
        return;
      case 'content_block_stop':
        return this.closeBlock(event.index, events);
      case 'message_start':
        return this.startMessage(event.message ?? {}, events);
      case 'message_delta':
        this.stopReason = textOf(event.delta?.stop_reason) || this.stopReason;
        return this.count(event.usage);
      case 'message_stop':
        return this.id === undefined ? this.break(unfinished, events) : this.complete(events);
      default:
        if (event.error || event.type === 'error') this.failAs(event.error, events);
    }
  }

  // Gateways repeat it when they try again inside one stream (recorded); another message would be spliced into this one.
  private startMessage(message: WireMessage, events: CompletionEvent[]): void {
    if (this.id === undefined) return this.start(message, events);
    if (textOf(message.id) === this.id) return;
    const reason = 'The provider began a second answer inside the first.';
    this.fail(createFailure(FailureCode.UPSTREAM_ERROR, reason), events);
  }

  private start(message: WireMessage, events: CompletionEvent[]): void {
    if (this.id !== undefined) return;
    this.id = textOf(message.id);
    this.count(message.usage);
    const value = {
      upstreamId: this.id,
      upstreamModel: textOf(message.model),
      systemFingerprint: undefined,
      serviceTier: serviceTiers.get(message.usage?.service_tier),
    };
    events.push({ event: { $case: 'started', value } });
  }

  private open({ index, content_block: block }: WireEvent, events: CompletionEvent[]): OpenBlock | undefined {
    this.start({}, events);
    const opened = openBlock(block ?? {}, this.progress, events);
    this.blocks.set(index, opened);
    return opened;
  }

  private addToBlock({ index, delta }: WireEvent, events: CompletionEvent[]): void {
    if (!delta) return;
    const known = this.blocks.get(index);
    if (known) return known.add(delta, events);
    const type = impliedBlocks.get(delta.type);
    if (type && !this.blocks.has(index)) this.open({ index, content_block: { type } }, events)?.add(delta, events);
  }

  private closeBlock(index: unknown, events: CompletionEvent[]): void {
    this.blocks.get(index)?.close(events);
    this.blocks.delete(index);
  }

  private count(usage: WireUsage | null | undefined): void {
    if (usage) this.usage = mergeUsage(this.usage ?? {}, usage);
  }

  private complete(events: CompletionEvent[]): void {
    for (const index of this.blocks.keys()) this.closeBlock(index, events);
    const choice = 0;
    const { stopReason: rawReason, progress } = this;
    const told = finishReasons.get(rawReason) ?? FinishReason.OTHER;
    const reason = told === FinishReason.STOP && progress.calls > 0 ? FinishReason.TOOL_CALLS : told;
    // An empty answer is a text of no characters to a caller who reads `content`.
    if (progress.textLength === 0 && progress.calls === 0)
      events.push({ event: { $case: 'text', value: { choice, text: '', logprobs: [] } } });
    events.push({ event: { $case: 'choiceFinished', value: { choice, reason, rawReason } } });
    this.tellUsage(events);
    events.push({ event: { $case: 'completed', value: {} } });
    this.over = true;
  }

  /** A stream that broke: the vendor's counters say nothing yet of the answer, so that counting it here comes nearer. */
  private break(reason: string, events: CompletionEvent[]): void {
    if (this.stopReason === '') this.usage = undefined;
    this.fail(createFailure(FailureCode.UPSTREAM_ERROR, reason), events);
  }

  private failAs(error: WireError | string | null | undefined, events: CompletionEvent[]): void {
    this.fail(failureOfError(this.provider, undefined, error ?? {}), events);
  }

  private fail(failure: Failure, events: CompletionEvent[]): void {
    this.over = true;
    this.tellUsage(events);
    events.push({ event: { $case: 'failed', value: failure } });
  }

  private tellUsage(events: CompletionEvent[]): void {
    if (this.usage) events.push({ event: { $case: 'usage', value: readUsage(this.usage) } });
  }
}
