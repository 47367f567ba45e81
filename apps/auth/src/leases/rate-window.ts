/** Units by the second in which their lease ends (Unix seconds as text). */
export type Buckets = Readonly<Record<string, number>>;

export interface RateGrant {
  /** The second in which the granted units' lease ends; it names them when they come back. */
  readonly lease: number;
  readonly granted: number;
  readonly remaining: number;
  readonly expiresAfterMs: number;
  /** Until what was needed and not granted may be free; 0 where all was granted. */
  readonly retryAfterMs: number;
  /** Until the whole limit is free. */
  readonly resetAfterMs: number;
}

export interface RateDemand {
  readonly needed: number;
  /** `needed` and a reserve. */
  readonly wanted: number;
  readonly returned: readonly { readonly lease: number; readonly units: number }[];
  readonly overdrawn: number;
}

const windowMs = 60_000;
const leaseMs = 2_000;
// A reserve takes this part of what is left, so that it shrinks as the limit nears.
const reservePart = 8;

/**
 * One minute's limit that slides, spent in leases. Units count from their grant until a minute after their lease has ended:
 * by then they were spent over a minute ago, whenever within the lease that was. So the units spent in any sixty seconds,
 * by all gateways together, are at most the limit.
 */
export class RateWindow {
  private readonly buckets: Map<number, number>;

  /** `now` in Unix milliseconds, by the one clock that all replicas share. */
  constructor(
    private readonly limit: number,
    buckets: Buckets,
    private readonly now: number,
  ) {
    const live = Object.entries(buckets).map(([second, units]) => [Number(second), units] as const);
    this.buckets = new Map(live.filter(([second, units]) => units > 0 && freeAt(second) > now));
  }

  lease({ needed, wanted, returned, overdrawn }: RateDemand): RateGrant {
    for (const { lease, units } of returned) this.add(lease, -units);
    const end = Math.floor((this.now + leaseMs) / 1_000);
    if (overdrawn > 0) this.add(end, overdrawn);
    const free = this.remaining();
    const forNow = Math.min(needed, free);
    const reserve = Math.min(Math.max(wanted - needed, 0), Math.floor((free - forNow) / reservePart));
    const granted = forNow + reserve;
    if (granted > 0) this.add(end, granted);
    return {
      lease: end,
      granted,
      remaining: free - granted,
      expiresAfterMs: end * 1_000 - this.now,
      retryAfterMs: forNow < needed ? this.freeAfterMs(needed - forNow) : 0,
      resetAfterMs: Math.max(0, ...[...this.buckets.keys()].map((second) => freeAt(second) - this.now)),
    };
  }

  /** What is to be kept. */
  state(): Buckets {
    return Object.fromEntries(this.buckets);
  }

  private remaining(): number {
    let spent = 0;
    for (const units of this.buckets.values()) spent += units;
    return Math.max(0, this.limit - spent);
  }

  private freeAfterMs(units: number): number {
    let freed = 0;
    for (const [second, spent] of [...this.buckets].toSorted(([a], [b]) => a - b)) {
      freed += spent;
      if (freed >= units) return freeAt(second) - this.now;
    }
    return windowMs;
  }

  // What comes back after its minute is over no longer counts anyway.
  private add(second: number, units: number): void {
    const held = this.buckets.get(second) ?? 0;
    const left = held + units;
    if (left > 0) this.buckets.set(second, left);
    else this.buckets.delete(second);
  }
}

function freeAt(second: number): number {
  return second * 1_000 + windowMs;
}
