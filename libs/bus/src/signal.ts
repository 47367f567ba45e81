/** Wakes everybody who waits at the moment it is raised. */
export class Signal {
  private readonly waiting = new Set<() => void>();

  raise(): void {
    const woken = [...this.waiting];
    this.waiting.clear();
    for (const wake of woken) wake();
  }

  /** Resolves when it is raised, or after `timeoutMs` where one is given. */
  wait(timeoutMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(() => {
              this.waiting.delete(wake);
              resolve();
            }, timeoutMs);
      this.waiting.add(wake);
    });
  }
}
