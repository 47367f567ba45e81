import { LeaseDimension, LeaseRequest, type LeaseResponse } from '@belugapi/contracts';
import { ConcurrencyAccount } from './concurrency-account.js';
import type { LimitedSubject } from './limited-subjects.js';
import { OutageWindow } from './outage-window.js';
import { type LeasedUnits, RateAccount } from './rate-account.js';

/** What one admitted request holds of one limit. */
export interface Holding {
  /** The request is over; `used` are the units that it really used, which matters for tokens only. */
  release(used: number): void;
}

/** What is left of a limit, over all gateways. */
export interface LimitState {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAfterMs: number;
}

// An answer "nothing left" holds for the others that come right after: one question at a time is enough.
const longestEmptyMs = 200;
const concurrencyEmptyMs = 20;

/** One limit in this gateway: what is leased of it, who waits for it, and what is kept of it during an outage. */
export class LimitAccount {
  private readonly rate: RateAccount | undefined;
  private readonly places: ConcurrencyAccount | undefined;
  private readonly outage = new OutageWindow();
  private emptyUntil = 0;
  private retryAt = 0;
  // The owner knows no such limit any more, though a snapshot of the principal still has it.
  private lifted = false;

  constructor(public limited: LimitedSubject) {
    if (limited.dimension === LeaseDimension.CONCURRENCY) this.places = new ConcurrencyAccount();
    else this.rate = new RateAccount();
  }

  has(units: number, now: number): boolean {
    return this.lifted || ((this.rate ?? this.places)?.available(now) ?? 0) >= units;
  }

  /** Spends what `has` said is there. */
  take(units: number, now: number): Holding {
    const { rate, places } = this;
    if (units === 0 || this.lifted) return { release: () => undefined };
    if (rate) return holdingOf(rate, rate.take(units, now) ?? []);
    places?.take(now);
    return { release: () => places?.release(performance.now()) };
  }

  /** Lets a request in without a lease; undefined where even this gateway's own count says no. */
  takeDuringOutage(units: number, limit: number, now: number): Holding | undefined {
    const { places } = this;
    if (!places) return this.outage.take(units, limit, now) ? { release: () => undefined } : undefined;
    places.force();
    return { release: () => places.release(performance.now()) };
  }

  /** Milliseconds until it is worth asking again; 0 where it is now. */
  emptyForMs(now: number): number {
    return Math.max(0, this.emptyUntil - now);
  }

  /** Milliseconds until a caller may find units again. */
  retryAfterMs(now: number): number {
    return Math.max(0, this.retryAt - now);
  }

  hasNews(now: number): boolean {
    return this.rate?.hasNews(now) ?? this.places?.hasNews(now) ?? false;
  }

  request(waiting: number, now: number): LeaseRequest {
    const { subject, dimension } = this.limited;
    return LeaseRequest.create({
      subject,
      dimension,
      ...(this.rate ? this.rate.demand(waiting, now) : this.places?.demand(waiting)),
    });
  }

  /** The last request of a gateway that stops: all that is left goes back. */
  farewell(now: number): LeaseRequest {
    this.rate?.giveUp();
    return this.request(0, now);
  }

  heed(answer: LeaseResponse, asked: LeaseRequest, sentAt: number): void {
    (this.rate ?? this.places)?.heed(answer, sentAt);
    this.lifted = answer.limit === undefined;
    const now = performance.now();
    if (answer.limit === undefined || answer.granted >= asked.needed) this.emptyUntil = 0;
    else {
      const wait = this.places ? concurrencyEmptyMs : answer.retryAfterMs;
      this.retryAt = now + (this.places ? 1_000 : answer.retryAfterMs);
      this.emptyUntil = now + Math.min(wait, longestEmptyMs);
    }
  }

  /** What the whole system has left; undefined before the first answer. */
  state(now: number): LimitState | undefined {
    return (this.rate ?? this.places)?.state(now);
  }
}

function holdingOf(rate: RateAccount, taken: readonly LeasedUnits[]): Holding {
  return { release: (used) => rate.correct(taken, used) };
}
