import type { CompletionEvent } from '@belugapi/contracts';
import { MessageText } from './message-text.js';
import { ReasoningText } from './reasoning-text.js';
import type { WireItem } from './responses-wire.js';
import { ToolCalls } from './tool-calls.js';

/** The items of one answer, by their place in it. Those of the vendor's own tools show nothing. */
export class OutputItems {
  readonly text = new MessageText();
  readonly reasoning = new ReasoningText();
  readonly calls: ToolCalls;
  /** Web searches, which are billed apart. */
  searches = 0;
  private readonly begun = new Set<number>();
  private readonly complete = new Set<number>();

  /** `functions`: the names of those that the request declares. */
  constructor(functions: ReadonlySet<string>) {
    this.calls = new ToolCalls(functions);
  }

  /** Whether any of the answer has come. */
  get any(): boolean {
    return this.begun.size > 0 || this.text.spoke;
  }

  begin(output: number, item: WireItem, events: CompletionEvent[]): void {
    if (this.begun.has(output)) return;
    this.begun.add(output);
    if (item.type === 'message') this.reasoning.messageFollows();
    if (isCall(item)) this.reasoning.callFollows(this.calls.open(output, item, events));
  }

  /** An item as it is at its end: tells what has not been told in pieces. */
  whole(output: number, item: WireItem, events: CompletionEvent[]): void {
    this.begin(output, item, events);
    if (this.complete.has(output)) return;
    this.complete.add(output);
    if (isCall(item)) this.calls.item(output, item, events);
    else if (item.type === 'message') this.text.item(output, item, events);
    else if (item.type === 'web_search_call') this.searches += 1;
    else if (item.type === 'reasoning') {
      this.reasoning.item(output, item, !this.text.spoke && !this.calls.any, events);
    }
  }

  /** What is left to say once the answer has ended. */
  finish(events: CompletionEvent[]): void {
    this.calls.finish(events);
    // An answer that spent all its tokens on reasoning is an empty text, as on Chat Completions.
    if (!this.text.spoke && !this.calls.any) {
      events.push({ event: { $case: 'text', value: { choice: 0, text: '', logprobs: [] } } });
    }
    this.reasoning.finish(events);
  }
}

function isCall({ type }: WireItem): boolean {
  return type === 'function_call' || type === 'custom_tool_call';
}
