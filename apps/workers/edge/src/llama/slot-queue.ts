interface Waiting<Slot> {
  readonly rank: (slot: Slot) => number;
  readonly give: (slot: Slot) => void;
}

/** A fixed set of slots, handed out first come, first served, with a bounded number of callers waiting. */
export class SlotQueue<Slot> {
  private readonly free: Slot[];
  private readonly waiting: Waiting<Slot>[] = [];

  constructor(
    slots: readonly Slot[],
    private readonly maximumWaiting: number,
  ) {
    this.free = [...slots];
  }

  get length(): number {
    return this.waiting.length;
  }

  /**
   * Waits for a slot; of several free ones, the one with the highest rank. Undefined where too many wait already or the
   * signal aborts first.
   */
  async acquire(signal: AbortSignal, rank: (slot: Slot) => number): Promise<Slot | undefined> {
    if (signal.aborted) return undefined;
    const best = this.takeBest(rank);
    if (best !== undefined) return best;
    if (this.waiting.length >= this.maximumWaiting) return undefined;
    return await new Promise((resolve) => {
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        resolve(undefined);
      };
      const entry: Waiting<Slot> = {
        rank,
        give: (slot) => {
          signal.removeEventListener('abort', leave);
          resolve(slot);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(entry);
    });
  }

  release(slot: Slot): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free.push(slot);
    else next.give(slot);
  }

  private takeBest(rank: (slot: Slot) => number): Slot | undefined {
    let best: Slot | undefined;
    let bestRank = -Infinity;
    for (const slot of this.free) {
      const candidate = rank(slot);
      if (candidate > bestRank) [best, bestRank] = [slot, candidate];
    }
    if (best !== undefined) this.free.splice(this.free.indexOf(best), 1);
    return best;
  }
}
