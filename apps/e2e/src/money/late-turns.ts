const beatMs = 20;

/** Watches how late this process gets its turns, from its making until `stop`. */
export class LateTurns {
  private readonly late: { readonly at: number; readonly ms: number }[] = [];
  private readonly beat: NodeJS.Timeout;

  constructor() {
    let due = Date.now() + beatMs;
    this.beat = setInterval(() => {
      const at = Date.now();
      if (at > due) this.late.push({ at, ms: at - due });
      due = at + beatMs;
    }, beatMs).unref();
  }

  stop(): void {
    clearInterval(this.beat);
  }

  /** How much of a span (Unix milliseconds) it had to wait for its turn. */
  waitedMs(from: number, to: number): number {
    return this.late
      .filter(({ at, ms }) => at > from && at - ms < to)
      .reduce((sum, { at, ms }) => sum + Math.min(at, to) - Math.max(at - ms, from), 0);
  }
}
