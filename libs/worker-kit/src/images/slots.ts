import { abortable } from './abortable.js';

/** Lets so many pieces of work run at once; others wait in line. */
export class Slots {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Runs `work` when its turn comes; rejects with the signal's reason when that comes first. */
  async run<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
    if (this.free > 0) this.free -= 1;
    else await this.turn(signal);
    try {
      return await work();
    } finally {
      this.pass();
    }
  }

  private async turn(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.waiting.push(resolve);
    try {
      await abortable(promise, signal);
    } catch (error) {
      const place = this.waiting.indexOf(resolve);
      if (place >= 0) this.waiting.splice(place, 1);
      // The turn had come in the same moment: it passes on.
      else this.pass();
      throw error;
    }
  }

  private pass(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free += 1;
  }
}
