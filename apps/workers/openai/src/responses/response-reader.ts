import { type CompletionEvent, FailureCode, FinishReason } from '@belugapi/contracts';
import { failedEvent } from '@belugapi/completion';
import { answeredFailure } from '../answered-failure.js';
import type { EventReader } from '../event-reader.js';
import { OutputItems } from './output-items.js';
import { readResponsesUsage } from './read-responses-usage.js';
import { summaryPart, textPart } from './reasoning-text.js';
import type { WireResponse, WireResponseEvent } from './responses-wire.js';

const incompleteReasons: Readonly<Record<string, FinishReason>> = {
  max_output_tokens: FinishReason.LENGTH,
  content_filter: FinishReason.CONTENT_FILTER,
};

const outputEvent = /^response\.(?:output_|refusal\.|reasoning_|function_call_|custom_tool_call_)/;

/** Reads an answer of the Responses API, event by event or whole, into the events of CompletionEvent. */
export class ResponseReader implements EventReader {
  private readonly output: OutputItems;
  private started = false;
  ended = false;

  /** `functions`: the names of those that the request declares. */
  constructor(functions: ReadonlySet<string>) {
    this.output = new OutputItems(functions);
  }

  read(data: string, events: CompletionEvent[]): void {
    try {
      const event = JSON.parse(data) as WireResponseEvent | null;
      if (typeof event !== 'object' || event === null) throw new TypeError('not an object');
      this.readEvent(event, events);
    } catch {
      this.malformed(events);
    }
  }

  /** A whole answer. */
  readWhole(body: string): CompletionEvent[] {
    const events: CompletionEvent[] = [];
    try {
      const response = JSON.parse(body) as WireResponse;
      if (response.error) this.fail(response, response.error, events);
      else if (Array.isArray(response.output)) this.end(response, events);
      else throw new TypeError('no output');
    } catch {
      this.malformed(events);
    }
    return events;
  }

  cutOff(events: CompletionEvent[]): void {
    if (this.ended) return;
    this.ended = true;
    events.push(failedEvent(FailureCode.UPSTREAM_ERROR, 'The provider ended the answer before it was complete.'));
  }

  private readEvent(event: WireResponseEvent, events: CompletionEvent[]): void {
    const { type = '', delta, item, output_index: output = 0, content_index: content = 0 } = event;
    const { text, reasoning, calls } = this.output;
    // Some proxies leave out the first event.
    if (!this.started && outputEvent.test(type)) this.start({}, events);
    switch (type) {
      case 'response.output_text.delta':
        return text.delta(output, content, delta, event.logprobs, events);
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        return calls.delta(output, delta, events);
      case 'response.reasoning_summary_text.delta':
        return reasoning.delta(summaryPart(output, event.summary_index ?? 0), delta, events);
      case 'response.reasoning_text.delta':
        return reasoning.delta(textPart(output, content), delta, events);
      case 'response.refusal.delta':
        return text.refusal(output, content, delta, events);
      case 'response.output_text.annotation.added':
        return text.citation(output, content, event.annotation, events);
      case 'response.output_item.added':
        return this.output.begin(output, item ?? {}, events);
      case 'response.output_item.done':
        return this.output.whole(output, item ?? {}, events);
      case 'response.created':
        return this.start(event.response ?? {}, events);
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
      case 'response.cancelled':
        return this.end({ status: type.slice('response.'.length), ...event.response }, events);
      default:
        // As OpenAI's own clients have it: an error is an error, whatever the event is called.
        if (type === 'error' || event.error) this.fail({}, event.error ?? event, events);
    }
  }

  private start({ id, model, service_tier: tier }: WireResponse, events: CompletionEvent[]): void {
    if (this.started) return;
    this.started = true;
    // `auto` is what was asked for; which tier serves is told at the end, and of a stream this is the beginning.
    const serviceTier = typeof tier === 'string' && tier !== 'auto' ? tier : undefined;
    const value = { upstreamId: String(id ?? ''), upstreamModel: String(model ?? ''), serviceTier };
    events.push({ event: { $case: 'started', value } });
  }

  private end(response: WireResponse, events: CompletionEvent[]): void {
    const { status, error, output, incomplete_details: incomplete } = response;
    if (status === 'failed' || status === 'cancelled') {
      return this.fail(response, error ?? { message: `The provider’s answer was ${status}.` }, events);
    }
    if (status === 'queued' || status === 'in_progress') return this.cutOff(events);
    this.start(response, events);
    // Its places need not be those of the events, so it is read only where there were none.
    if (!this.output.any) output?.forEach((item, index) => this.output.whole(index, item, events));
    const rawReason = String((status === 'incomplete' ? incomplete?.reason : undefined) ?? status ?? 'completed');
    this.output.finish(events);
    const reason = this.finishReason(rawReason);
    events.push({ event: { $case: 'choiceFinished', value: { choice: 0, reason, rawReason } } });
    this.tellUsage(response, events);
    this.ended = true;
    events.push({ event: { $case: 'completed', value: {} } });
  }

  private finishReason(rawReason: string): FinishReason {
    if (rawReason !== 'completed') return incompleteReasons[rawReason] ?? FinishReason.OTHER;
    return this.output.calls.any ? FinishReason.TOOL_CALLS : FinishReason.STOP;
  }

  private fail(response: WireResponse, error: unknown, events: CompletionEvent[]): void {
    if (response.usage) {
      // A failed answer is billed for what it used.
      this.start(response, events);
      this.tellUsage(response, events);
    }
    this.ended = true;
    events.push({ event: { $case: 'failed', value: answeredFailure(error) } });
  }

  private tellUsage({ usage }: WireResponse, events: CompletionEvent[]): void {
    const told = usage ? readResponsesUsage(usage, this.output.searches) : undefined;
    if (told) events.push({ event: { $case: 'usage', value: told } });
  }

  private malformed(events: CompletionEvent[]): void {
    this.ended = true;
    const reason = 'The provider sent something that is not an answer of the Responses API.';
    events.push(failedEvent(FailureCode.UPSTREAM_ERROR, reason));
  }
}
