/**
 * Collects what is added within one turn of the event loop and hands it over once, at the turn's end. Never a timer and
 * never a threshold: an idle link adds no delay, and a busy one batches by itself.
 */
export class TurnBatch<Item> {
  private items: Item[] = [];
  private scheduled = false;

  constructor(private readonly deliver: (items: Item[]) => void) {}

  add(item: Item): void {
    this.items.push(item);
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(this.flush);
  }

  /** What was added last in this turn, so that it can be added to. */
  get last(): Item | undefined {
    return this.items.at(-1);
  }

  readonly flush = (): void => {
    this.scheduled = false;
    if (this.items.length === 0) return;
    const items = this.items;
    this.items = [];
    this.deliver(items);
  };
}
