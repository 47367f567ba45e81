import { type CompletionEvent, FinishReason, type TokenLogprob } from '@belugapi/contracts';
import type { WireAnnotation, WireChoice, WireLogprob, WireMessage, WireToolCall } from './chat-wire.js';

const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: FinishReason.STOP,
  length: FinishReason.LENGTH,
  tool_calls: FinishReason.TOOL_CALLS,
  function_call: FinishReason.TOOL_CALLS,
  content_filter: FinishReason.CONTENT_FILTER,
};

interface OpenCall {
  readonly index: number;
  readonly custom: boolean;
  hasArguments: boolean;
}

/** Reads one choice of an answer, piece by piece or whole, into events. */
export class ChoiceReader {
  finished = false;
  // By the vendor's own index; ours count in order of first appearance.
  private readonly calls = new Map<number, OpenCall>();

  constructor(private readonly choice: number) {}

  read(wire: WireChoice, events: CompletionEvent[]): void {
    const message = wire.delta ?? wire.message;
    if (message) this.readMessage(message, wire, events);
    if (wire.finish_reason && !this.finished) this.finish(wire.finish_reason, events);
  }

  private readMessage(message: WireMessage, wire: WireChoice, events: CompletionEvent[]): void {
    const choice = this.choice;
    if (message.reasoning_content) {
      events.push({ event: { $case: 'reasoning', value: { choice, text: message.reasoning_content } } });
    }
    if (typeof message.content === 'string' && (message.content !== '' || wire.message)) {
      const logprobs = wire.logprobs?.content ? wire.logprobs.content.map(readLogprob) : [];
      events.push({ event: { $case: 'text', value: { choice, text: message.content, logprobs } } });
    }
    if (message.refusal) {
      const logprobs = wire.logprobs?.refusal ? wire.logprobs.refusal.map(readLogprob) : [];
      events.push({ event: { $case: 'refusal', value: { choice, text: message.refusal, logprobs } } });
    }
    if (message.tool_calls) {
      message.tool_calls.forEach((call, position) => this.readToolCall(call, position, events));
    }
    if (message.annotations) {
      for (const annotation of message.annotations) readAnnotation(choice, annotation, events);
    }
    if (message.audio) {
      const { id = '', data = '', transcript = '', expires_at: expiresAt = 0 } = message.audio;
      events.push({ event: { $case: 'audio', value: { choice, id, data, transcript, expiresAt } } });
    }
  }

  private readToolCall(wire: WireToolCall, position: number, events: CompletionEvent[]): void {
    const choice = this.choice;
    const key = wire.index ?? position;
    let call = this.calls.get(key);
    if (!call) {
      call = { index: this.calls.size, custom: wire.custom !== undefined, hasArguments: false };
      this.calls.set(key, call);
      const name = wire.function?.name ?? wire.custom?.name ?? '';
      const value = { choice, index: call.index, id: wire.id ?? '', name, custom: call.custom };
      events.push({ event: { $case: 'toolCallStarted', value } });
    }
    const delta = wire.function?.arguments ?? wire.custom?.input;
    if (!delta) return;
    call.hasArguments = true;
    events.push({ event: { $case: 'toolCallArguments', value: { choice, index: call.index, delta } } });
  }

  private finish(rawReason: string, events: CompletionEvent[]): void {
    this.finished = true;
    for (const { index, hasArguments, custom } of this.calls.values()) {
      if (hasArguments || custom) continue;
      // A call without arguments is a call with none, and clients parse them as JSON.
      events.push({ event: { $case: 'toolCallArguments', value: { choice: this.choice, index, delta: '{}' } } });
    }
    const told = finishReasons[rawReason] ?? FinishReason.OTHER;
    const reason = told === FinishReason.STOP && this.calls.size > 0 ? FinishReason.TOOL_CALLS : told;
    events.push({ event: { $case: 'choiceFinished', value: { choice: this.choice, reason, rawReason } } });
  }
}

function readLogprob(wire: WireLogprob): TokenLogprob {
  return { ...readOne(wire), top: wire.top_logprobs?.map(readOne) ?? [] };
}

function readOne(wire: WireLogprob): { token: string; logprob: number; bytes: Buffer } {
  return { token: wire.token ?? '', logprob: wire.logprob ?? 0, bytes: Buffer.from(wire.bytes ?? []) };
}

function readAnnotation(choice: number, wire: WireAnnotation, events: CompletionEvent[]): void {
  const citation = wire.url_citation;
  if (!citation) return;
  const value = {
    url: citation.url ?? '',
    title: citation.title ?? '',
    startIndex: citation.start_index ?? 0,
    endIndex: citation.end_index ?? 0,
  };
  const annotation = { $case: 'urlCitation' as const, value };
  events.push({ event: { $case: 'annotation', value: { choice, annotation } } });
}
