import type { CompletionEvent } from '@belugapi/contracts';
import type { WireBlock, WireCitation, WireDelta } from './messages-wire.js';
import { textOf } from './text-of.js';
import { type ThinkingBlock, toThinkingState } from './thinking-state.js';

/** How far one answer has come, over all of its blocks. */
export interface AnswerProgress {
  readonly provider: string;
  /** UTF-16 units of visible text so far, which citations point into. */
  textLength: number;
  /** Tool calls so far: ours are numbered without the blocks between them. */
  calls: number;
}

/** A content block of the answer that is being read. */
export interface OpenBlock {
  add(delta: WireDelta, events: CompletionEvent[]): void;
  close(events: CompletionEvent[]): void;
}

const choice = 0;

/**
 * Opens a block, whole or as it starts. Undefined for those that are the vendor's own affair: server tools and their results,
 * compaction, fallback marks, kinds yet unknown.
 */
export function openBlock(
  block: WireBlock,
  progress: AnswerProgress,
  events: CompletionEvent[],
): OpenBlock | undefined {
  switch (block.type) {
    case 'text':
      return new TextBlock(block, progress, events);
    case 'thinking':
      return new ThoughtBlock(block, progress, events);
    case 'redacted_thinking':
      return new RedactedBlock(textOf(block.data), progress);
    case 'tool_use':
      return new CallBlock(block, progress, events);
    default:
      return undefined;
  }
}

class TextBlock implements OpenBlock {
  private readonly startIndex: number;
  private readonly citations: WireCitation[] = [];

  constructor(
    { text, citations }: WireBlock,
    private readonly progress: AnswerProgress,
    events: CompletionEvent[],
  ) {
    this.startIndex = progress.textLength;
    this.say(textOf(text), events);
    if (Array.isArray(citations)) citations.forEach((citation) => this.cite(citation));
  }

  add({ type, text, citation }: WireDelta, events: CompletionEvent[]): void {
    if (type === 'text_delta') this.say(textOf(text), events);
    else if (type === 'citations_delta') this.cite(citation);
  }

  // A citation is of the block's whole text, which is known only now.
  close(events: CompletionEvent[]): void {
    for (const { url, title } of this.citations) {
      const { startIndex } = this;
      const value = { url: textOf(url), title: textOf(title), startIndex, endIndex: this.progress.textLength };
      const annotation = { $case: 'urlCitation' as const, value };
      events.push({ event: { $case: 'annotation', value: { choice, annotation } } });
    }
  }

  private say(text: string, events: CompletionEvent[]): void {
    if (text === '') return;
    this.progress.textLength += text.length;
    events.push({ event: { $case: 'text', value: { choice, text, logprobs: [] } } });
  }

  // Those of documents and pages that the caller sent have no address to give.
  private cite(citation: WireCitation | null | undefined): void {
    if (citation?.type === 'web_search_result_location') this.citations.push(citation);
  }
}

class ThoughtBlock implements OpenBlock {
  private thinking = '';
  private signature: string;

  constructor(
    { thinking, signature }: WireBlock,
    private readonly progress: AnswerProgress,
    events: CompletionEvent[],
  ) {
    this.think(textOf(thinking), events);
    this.signature = textOf(signature);
  }

  add({ type, thinking, signature }: WireDelta, events: CompletionEvent[]): void {
    if (type === 'thinking_delta') this.think(textOf(thinking), events);
    else if (type === 'signature_delta') this.signature += textOf(signature);
  }

  close(events: CompletionEvent[]): void {
    const { thinking, signature } = this;
    // Newer models leave the text out and send the signature alone.
    if (thinking !== '' || signature !== '')
      keep({ type: 'thinking', thinking, signature }, this.progress.provider, events);
  }

  private think(text: string, events: CompletionEvent[]): void {
    if (text === '') return;
    this.thinking += text;
    events.push({ event: { $case: 'reasoning', value: { choice, text } } });
  }
}

class RedactedBlock implements OpenBlock {
  constructor(
    private readonly data: string,
    private readonly progress: AnswerProgress,
  ) {}

  add(): void {
    // It comes whole.
  }

  close(events: CompletionEvent[]): void {
    if (this.data !== '') keep({ type: 'redacted_thinking', data: this.data }, this.progress.provider, events);
  }
}

class CallBlock implements OpenBlock {
  private readonly index: number;
  private readonly input: unknown;
  private hasArguments = false;

  constructor({ id, name, input }: WireBlock, progress: AnswerProgress, events: CompletionEvent[]) {
    this.index = progress.calls;
    this.input = input;
    progress.calls += 1;
    const value = { choice, index: this.index, id: textOf(id), name: textOf(name), custom: false };
    events.push({ event: { $case: 'toolCallStarted', value } });
  }

  add({ type, partial_json: json }: WireDelta, events: CompletionEvent[]): void {
    if (type === 'input_json_delta') this.argue(textOf(json), events);
  }

  // Whole answers, and some streams, have the input in the block; a call without any is a call with none.
  close(events: CompletionEvent[]): void {
    if (this.hasArguments) return;
    const { input } = this;
    this.argue(typeof input === 'object' && input !== null ? JSON.stringify(input) : '{}', events);
  }

  private argue(delta: string, events: CompletionEvent[]): void {
    if (delta === '') return;
    this.hasArguments = true;
    events.push({ event: { $case: 'toolCallArguments', value: { choice, index: this.index, delta } } });
  }
}

function keep(block: ThinkingBlock, provider: string, events: CompletionEvent[]): void {
  events.push({ event: { $case: 'reasoningState', value: toThinkingState(provider, block) } });
}
