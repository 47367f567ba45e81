/** Those who wait for a completion to be booked. */
export class BookingWaiters {
  private readonly waiting = new Map<string, Set<() => void>>();

  /** Calls `done` once: when the completion is booked, or after `timeoutMs`. The returned function calls it off. */
  wait(completionId: string, timeoutMs: number, done: () => void): () => void {
    const waiters = this.waiting.get(completionId) ?? new Set();
    this.waiting.set(completionId, waiters);
    const forget = () => {
      clearTimeout(timer);
      waiters.delete(finish);
      if (waiters.size === 0 && this.waiting.get(completionId) === waiters) this.waiting.delete(completionId);
    };
    const finish = () => {
      forget();
      done();
    };
    const timer = setTimeout(finish, timeoutMs);
    waiters.add(finish);
    return forget;
  }

  /** To be told after the commit. */
  booked(completionIds: Iterable<string>): void {
    if (this.waiting.size === 0) return;
    for (const id of completionIds) for (const finish of [...(this.waiting.get(id) ?? [])]) finish();
  }

  /** Lets everybody go. */
  releaseAll(): void {
    this.booked([...this.waiting.keys()]);
  }
}
