import type { CompletionEvent } from '@belugapi/contracts';
import { expandParallelCall, isParallelWrapper } from './expand-parallel-call.js';
import type { WireItem } from './responses-wire.js';

interface OpenCall {
  readonly id: string;
  readonly name: string;
  readonly custom: boolean;
  /** Our number of it; undefined while it is held back. */
  readonly index: number | undefined;
  /** The arguments so far of a wrapper around several calls, which is told once it is whole. */
  held: string;
  hasArguments: boolean;
  closed: boolean;
}

/** The calls of an answer that are the caller's to make. Pieces of several can interleave: they are told apart by their place. */
export class ToolCalls {
  // By output_index: item ids have been seen to change between two events of one call.
  private readonly calls = new Map<number, OpenCall>();
  private count = 0;

  constructor(private readonly declared: ReadonlySet<string>) {}

  /** Whether there was a call. */
  get any(): boolean {
    return this.calls.size > 0;
  }

  open(output: number, item: WireItem, events: CompletionEvent[]): string {
    const known = this.calls.get(output);
    if (known) return known.id;
    const id = text(item.call_id) || text(item.id);
    const name = text(item.name);
    const custom = item.type === 'custom_tool_call';
    const wrapper = !custom && isParallelWrapper(name, this.declared);
    const index = wrapper ? undefined : this.start(id, name, custom, events);
    this.calls.set(output, { id, name, custom, index, held: '', hasArguments: false, closed: false });
    return id;
  }

  delta(output: number, delta: unknown, events: CompletionEvent[]): void {
    const call = this.calls.get(output);
    if (!call || call.closed || typeof delta !== 'string' || delta === '') return;
    call.hasArguments = true;
    if (call.index === undefined) call.held += delta;
    else this.pass(call.index, delta, events);
  }

  /** A whole call: what of it has not come in pieces. */
  item(output: number, item: WireItem, events: CompletionEvent[]): void {
    this.open(output, item, events);
    const call = this.calls.get(output);
    if (!call || call.closed) return;
    if (!call.hasArguments) this.delta(output, call.custom ? item.input : item.arguments, events);
    this.close(call, events);
  }

  finish(events: CompletionEvent[]): void {
    for (const call of this.calls.values()) this.close(call, events);
  }

  private close(call: OpenCall, events: CompletionEvent[]): void {
    if (call.closed) return;
    call.closed = true;
    if (call.index === undefined) this.unwrap(call, events);
    // A call without arguments is a call with none, and clients parse them as JSON.
    else if (!call.hasArguments && !call.custom) this.pass(call.index, '{}', events);
  }

  private unwrap({ id, name, held }: OpenCall, events: CompletionEvent[]): void {
    const calls = expandParallelCall(held, this.declared);
    if (!calls) {
      this.pass(this.start(id, name, false, events), held || '{}', events);
      return;
    }
    calls.forEach((call, position) =>
      this.pass(this.start(`${id}_${position}`, call.name, false, events), call.arguments, events),
    );
  }

  private start(id: string, name: string, custom: boolean, events: CompletionEvent[]): number {
    const index = this.count;
    this.count += 1;
    events.push({ event: { $case: 'toolCallStarted', value: { choice: 0, index, id, name, custom } } });
    return index;
  }

  private pass(index: number, delta: string, events: CompletionEvent[]): void {
    events.push({ event: { $case: 'toolCallArguments', value: { choice: 0, index, delta } } });
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
