// Long enough for two or three of them, short enough for whoever else has a stream here.
const sliceMs = 5;

/**
 * Turns for what takes milliseconds, one after the other, with the event loop between them as soon as they have taken 5 ms: a
 * process that another one leaves with a thousand estimates is not to be deaf meanwhile.
 */
export class EstimateTurns {
  private readonly waiting: (() => void)[] = [];
  private isServing = false;

  /** Resolves when it is one's turn, which ends where one awaits something. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.serveSoon();
    });
  }

  private serveSoon(): void {
    if (this.isServing || this.waiting.length === 0) return;
    this.isServing = true;
    setImmediate(() => void this.serve());
  }

  private async serve(): Promise<void> {
    const end = performance.now() + sliceMs;
    do {
      this.waiting.shift()?.();
      // Behind whoever was told.
      await Promise.resolve();
    } while (this.waiting.length > 0 && performance.now() < end);
    this.isServing = false;
    this.serveSoon();
  }
}
