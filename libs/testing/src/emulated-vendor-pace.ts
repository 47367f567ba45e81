/** Runs callbacks at their time, all on one timer. */
export interface Pace {
  /** `at` on the clock of `performance.now()`; due callbacks of one millisecond run in one turn. */
  schedule(at: number, run: () => void): void;
  stop(): void;
}

/** A timer wheel with slots of one millisecond; a thousand paced streams share its timer. */
export function createPace(): Pace {
  const slots = new Map<number, (() => void)[]>();
  let timer: NodeJS.Timeout | undefined;
  let past = 0;

  const tick = () => {
    const now = Math.floor(performance.now());
    for (; past <= now; past++) {
      const due = slots.get(past);
      if (!due) continue;
      slots.delete(past);
      for (const run of due) run();
    }
    if (slots.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    schedule(at, run) {
      if (!timer) {
        past = Math.floor(performance.now());
        timer = setInterval(tick, 1);
      }
      // A slot that has passed would never be looked at again.
      const slot = Math.max(Math.ceil(at), past + 1);
      const due = slots.get(slot);
      if (due) due.push(run);
      else slots.set(slot, [run]);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
      slots.clear();
    },
  };
}
