import type { CompletionEvent, ReasoningState } from '@belugapi/contracts';
import type { WireItem } from './responses-wire.js';

/** The kind of our reasoning states: a reasoning item with its encrypted content. */
export const reasoningItemKind = 'reasoning_item';

/** What an answer tells of its reasoning: summaries and text to show, items to give back in the next turn. */
export class ReasoningText {
  private readonly parts = new Set<string>();
  private current: string | undefined;
  private readonly kept: ReasoningState[] = [];
  private untied: ReasoningState[] = [];

  /** A piece of a part of some item; parts are set apart by a blank line. */
  delta(part: string, text: unknown, events: CompletionEvent[]): void {
    if (typeof text !== 'string' || text === '') return;
    const gap = this.current !== undefined && this.current !== part ? '\n\n' : '';
    this.current = part;
    this.parts.add(part);
    events.push({ event: { $case: 'reasoning', value: { choice: 0, text: gap + text } } });
  }

  /** A whole item: what of it has not come in pieces, and what is to be given back. `leading`: nothing else came before. */
  item(output: number, item: WireItem, leading: boolean, events: CompletionEvent[]): void {
    (item.summary ?? []).forEach(({ text }, index) => this.whole(summaryPart(output, index), text, events));
    (item.content ?? []).forEach(({ text }, index) => this.whole(textPart(output, index), text, events));
    const { id, summary, encrypted_content: encrypted } = item;
    if (typeof encrypted !== 'string' || encrypted === '') return;
    const kept = {
      type: 'reasoning',
      id,
      summary: (summary ?? []).map(({ text }) => ({ type: 'summary_text', text })),
      encrypted_content: encrypted,
    };
    const data = Buffer.from(JSON.stringify(kept));
    const state: ReasoningState = { provider: 'openai', toolCallId: undefined, kind: reasoningItemKind, data };
    this.kept.push(state);
    if (!leading) this.untied.push(state);
  }

  /** A call begins: what was thought since other output came belongs before it, and nowhere else. */
  callFollows(toolCallId: string): void {
    for (const state of this.untied) state.toolCallId = toolCallId;
    this.untied = [];
  }

  messageFollows(): void {
    this.untied = [];
  }

  finish(events: CompletionEvent[]): void {
    for (const value of this.kept) events.push({ event: { $case: 'reasoningState', value } });
  }

  private whole(part: string, text: unknown, events: CompletionEvent[]): void {
    if (!this.parts.has(part)) this.delta(part, text, events);
  }
}

/** Names a part of a reasoning item's summary. */
export function summaryPart(output: number, index: number): string {
  return `${output}.summary.${index}`;
}

/** Names a part of a reasoning item's own text, which only open models show. */
export function textPart(output: number, index: number): string {
  return `${output}.text.${index}`;
}
