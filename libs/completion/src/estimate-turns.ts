import { setImmediate } from 'node:timers/promises';

/**
 * Turns of the event loop, one for each who asks, in order. An estimate takes milliseconds, and a process that another one
 * leaves with a thousand of them is not to be deaf meanwhile.
 */
export class EstimateTurns {
  private last: Promise<void> = Promise.resolve();

  /** Resolves in a turn that nobody else was given. */
  next(): Promise<void> {
    return (this.last = this.last.then(() => setImmediate()));
  }
}
