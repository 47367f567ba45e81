const minuteMs = 60_000;

/** Names units that were noted, for their correction. */
export type NotedAt = number;

/**
 * What this gateway itself let in during the last minute, by the second. While nobody grants leases, each gateway keeps the
 * limits by this alone; with several gateways the sum may exceed a limit so many times; the alternative is to refuse
 * everything (docs/decisions/limits-as-leases.md).
 */
export class SpentMinute {
  // In the order of time.
  private readonly units = new Map<number, number>();
  private sum = 0;

  note(units: number, now: number): NotedAt {
    this.forget(now);
    const second = Math.floor(now / 1_000);
    this.add(second, units);
    return second;
  }

  /** `difference`: what was used more (or less, below zero) than was noted. */
  correct(at: NotedAt, difference: number): void {
    if (this.units.has(at)) this.add(at, difference);
  }

  hasRoom(units: number, limit: number, now: number): boolean {
    this.forget(now);
    return this.sum + units <= limit;
  }

  /** Milliseconds until so many units have room. */
  roomAfterMs(units: number, limit: number, now: number): number {
    this.forget(now);
    let sum = this.sum;
    for (const [second, spent] of this.units) {
      sum -= spent;
      if (sum + units <= limit) return endOf(second) - now;
    }
    return 0;
  }

  private add(second: number, units: number): void {
    this.units.set(second, (this.units.get(second) ?? 0) + units);
    this.sum += units;
  }

  private forget(now: number): void {
    for (const [second, units] of this.units) {
      if (endOf(second) > now) return;
      this.units.delete(second);
      this.sum -= units;
    }
  }
}

// A unit counts for a minute, wherever in its second it was spent.
function endOf(second: number): number {
  return (second + 1) * 1_000 + minuteMs;
}
