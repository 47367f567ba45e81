import type { CompletionEvent } from '@belugapi/contracts';
import { readLogprobs } from '../read-logprobs.js';
import type { WireItem, WirePart, WireUrlCitation } from './responses-wire.js';

interface OpenPart {
  /** Characters of the answer before this part: citations count from the start of their own part. */
  readonly offset: number;
  spoke: boolean;
  cited: boolean;
}

/** The visible text of an answer, whatever the number of its items and parts: they follow each other without a gap. */
export class MessageText {
  private readonly parts = new Map<string, OpenPart>();
  private length = 0;

  /** Whether there was anything to see. */
  spoke = false;

  delta(output: number, content: number, text: unknown, logprobs: unknown, events: CompletionEvent[]): void {
    if (typeof text !== 'string') return;
    const told = readLogprobs(logprobs);
    // Half a character is a token with logprobs and no text yet.
    if (text === '' && told.length === 0) return;
    this.open(output, content).spoke = true;
    this.spoke = true;
    this.length += characters(text);
    events.push({ event: { $case: 'text', value: { choice: 0, text, logprobs: told } } });
  }

  refusal(output: number, content: number, text: unknown, events: CompletionEvent[]): void {
    if (typeof text !== 'string' || text === '') return;
    this.open(output, content).spoke = true;
    this.spoke = true;
    events.push({ event: { $case: 'refusal', value: { choice: 0, text, logprobs: [] } } });
  }

  citation(output: number, content: number, wire: WireUrlCitation | undefined, events: CompletionEvent[]): void {
    if (wire?.type !== 'url_citation') return;
    const part = this.open(output, content);
    part.cited = true;
    const value = {
      url: typeof wire.url === 'string' ? wire.url : '',
      title: typeof wire.title === 'string' ? wire.title : '',
      startIndex: position(part.offset, wire.start_index),
      endIndex: position(part.offset, wire.end_index),
    };
    const annotation = { $case: 'urlCitation' as const, value };
    events.push({ event: { $case: 'annotation', value: { choice: 0, annotation } } });
  }

  /** A whole message: what of it has not come in pieces. */
  item(output: number, item: WireItem, events: CompletionEvent[]): void {
    for (const [content, part] of (item.content ?? []).entries()) {
      const { spoke, cited } = this.open(output, content);
      if (!spoke) this.part(output, content, part, events);
      if (cited) continue;
      for (const citation of part.annotations ?? []) this.citation(output, content, citation, events);
    }
  }

  private part(output: number, content: number, part: WirePart, events: CompletionEvent[]): void {
    if (part.type === 'refusal') this.refusal(output, content, part.refusal, events);
    else if (part.type === 'output_text') this.delta(output, content, part.text, part.logprobs, events);
  }

  private open(output: number, content: number): OpenPart {
    const key = `${output}.${content}`;
    let part = this.parts.get(key);
    if (!part) this.parts.set(key, (part = { offset: this.length, spoke: false, cited: false }));
    return part;
  }
}

// OpenAI counts code points, of which JavaScript takes two units for those beyond the first plane.
function characters(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00) pairs += 1;
  }
  return text.length - pairs;
}

// Our messages carry unsigned 32-bit integers, and refuse anything else.
function position(offset: number, value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) > 0
    ? Math.min(offset + (value as number), 0xffff_ffff)
    : offset;
}
