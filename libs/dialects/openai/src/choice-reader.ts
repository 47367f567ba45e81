import { type CompletionEvent, type FailureCode, FinishReason, type TokenLogprob } from '@belugapi/contracts';
import type { WireAnnotation, WireChoice, WireLogprob, WireMessage, WireToolCall } from './chat-wire.js';

/** A vendor's words, beside OpenAI's, for why a choice ended; some say that it failed. */
export type FinishReasons = Readonly<Record<string, FinishReason | { readonly failure: FailureCode }>>;

const openAiFinishReasons: FinishReasons = {
  stop: FinishReason.STOP,
  length: FinishReason.LENGTH,
  tool_calls: FinishReason.TOOL_CALLS,
  function_call: FinishReason.TOOL_CALLS,
  content_filter: FinishReason.CONTENT_FILTER,
};

const largestCount = 0xff_ff_ff_ff;

interface OpenCall {
  readonly index: number;
  readonly id: string;
  readonly custom: boolean;
  hasArguments: boolean;
}

/** Reads one choice of an answer, piece by piece or whole, into events. */
export class ChoiceReader {
  private rawReason: string | undefined;
  private emptyText = false;
  private spoke = false;
  private readonly calls: OpenCall[] = [];
  // By the vendor's own index; ours count in order of first appearance.
  private readonly callAt = new Map<number, OpenCall>();

  constructor(
    private readonly choice: number,
    private readonly finishReasons: FinishReasons = {},
  ) {}

  /** Whether the vendor has said why it ended. */
  get finished(): boolean {
    return this.rawReason !== undefined;
  }

  /** How the choice failed, where the vendor's reason for its end says that it did. */
  get failure(): { readonly code: FailureCode; readonly word: string } | undefined {
    const told = this.told();
    return typeof told === 'object' ? { code: told.failure, word: this.rawReason ?? '' } : undefined;
  }

  read(wire: WireChoice, events: CompletionEvent[]): void {
    const message = wire.delta ?? wire.message;
    if (message) this.readMessage(message, wire, events);
    if (!wire.finish_reason) return;
    // Told at the end: some vendors repeat it, or send text after it. A filter may have its say after the model.
    if (wire.finish_reason === 'content_filter') this.rawReason = 'content_filter';
    else this.rawReason ??= String(wire.finish_reason);
  }

  /** What is left to say of the choice once the answer has ended. */
  finish(events: CompletionEvent[]): void {
    const { choice, rawReason } = this;
    if (rawReason === undefined) return;
    if (this.emptyText && !this.spoke)
      events.push({ event: { $case: 'text', value: { choice, text: '', logprobs: [] } } });
    for (const { index, hasArguments, custom } of this.calls) {
      if (hasArguments || custom) continue;
      // A call without arguments is a call with none, and clients parse them as JSON.
      events.push({ event: { $case: 'toolCallArguments', value: { choice, index, delta: '{}' } } });
    }
    const known = this.told();
    const told = typeof known === 'number' ? known : FinishReason.OTHER;
    const reason = told === FinishReason.STOP && this.calls.length > 0 ? FinishReason.TOOL_CALLS : told;
    events.push({ event: { $case: 'choiceFinished', value: { choice, reason, rawReason } } });
  }

  private told(): FinishReasons[string] | undefined {
    const { rawReason = '' } = this;
    // Own fields only: a vendor's word may be `constructor`.
    const known = [openAiFinishReasons, this.finishReasons].find((reasons) => Object.hasOwn(reasons, rawReason));
    return known?.[rawReason];
  }

  private readMessage(message: WireMessage, wire: WireChoice, events: CompletionEvent[]): void {
    const { choice } = this;
    const { content, refusal } = message;
    const reasoning = message.reasoning_content ?? message.reasoning;
    if (reasoning && typeof reasoning === 'string') {
      events.push({ event: { $case: 'reasoning', value: { choice, text: reasoning } } });
    }
    if (typeof content === 'string') {
      const logprobs = wire.logprobs?.content?.map(readLogprob) ?? [];
      // Half a character is a token with logprobs and no text yet.
      if (content !== '' || logprobs.length > 0) {
        this.spoke = true;
        events.push({ event: { $case: 'text', value: { choice, text: content, logprobs } } });
      } else this.emptyText = true;
    }
    if (refusal && typeof refusal === 'string') {
      this.spoke = true;
      const logprobs = wire.logprobs?.refusal?.map(readLogprob) ?? [];
      events.push({ event: { $case: 'refusal', value: { choice, text: refusal, logprobs } } });
    }
    if (message.tool_calls) {
      this.spoke = true;
      message.tool_calls.forEach((call, position) => this.readToolCall(call, position, events));
    }
    if (message.annotations) {
      for (const annotation of message.annotations) readAnnotation(choice, annotation, events);
    }
    if (message.audio) {
      const { id, data, transcript, expires_at: expiresAt } = message.audio;
      const texts = { id: asText(id), data: asText(data), transcript: asText(transcript) };
      const value = { choice, ...texts, expiresAt: count(expiresAt) };
      events.push({ event: { $case: 'audio', value } });
    }
  }

  private readToolCall(wire: WireToolCall, position: number, events: CompletionEvent[]): void {
    const { choice } = this;
    const key = wire.index ?? position;
    const name = asText(wire.function?.name ?? wire.custom?.name);
    const id = asText(wire.id);
    let call = this.callAt.get(key);
    // Some engines number every parallel call 0, or not at all: a named call with another id is another call.
    if (!call || (name && id && call.id && id !== call.id)) {
      call = { index: this.calls.length, id, custom: Boolean(wire.custom), hasArguments: false };
      this.calls.push(call);
      this.callAt.set(key, call);
      const value = { choice, index: call.index, id: call.id, name, custom: call.custom };
      events.push({ event: { $case: 'toolCallStarted', value } });
    }
    const delta = argumentsOf(wire);
    if (!delta) return;
    call.hasArguments = true;
    events.push({ event: { $case: 'toolCallArguments', value: { choice, index: call.index, delta } } });
  }
}

// Some engines send the arguments as the object itself.
function argumentsOf(wire: WireToolCall): string | undefined {
  const given: unknown = wire.function?.arguments ?? wire.custom?.input;
  if (typeof given === 'object' && given !== null) return JSON.stringify(given);
  return typeof given === 'string' ? given : undefined;
}

function readLogprob(wire: WireLogprob): TokenLogprob {
  return { ...readOne(wire), top: wire.top_logprobs?.map(readOne) ?? [] };
}

function readOne(wire: WireLogprob): { token: string; logprob: number; bytes: Buffer } {
  return { token: asText(wire.token), logprob: Number(wire.logprob ?? 0), bytes: Buffer.from(wire.bytes ?? []) };
}

function readAnnotation(choice: number, wire: WireAnnotation, events: CompletionEvent[]): void {
  const citation = wire.url_citation;
  if (!citation) return;
  const value = {
    url: asText(citation.url),
    title: asText(citation.title),
    startIndex: count(citation.start_index),
    endIndex: count(citation.end_index),
  };
  const annotation = { $case: 'urlCitation' as const, value };
  events.push({ event: { $case: 'annotation', value: { choice, annotation } } });
}

// Some vendors number their ids; anything else that should be a text is none.
function asText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

// Our messages carry unsigned integers, and refuse anything else.
function count(value: number | undefined): number {
  return value !== undefined && Number.isSafeInteger(value) && value > 0 && value <= largestCount ? value : 0;
}
