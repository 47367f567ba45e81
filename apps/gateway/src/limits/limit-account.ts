import { LeaseDimension, LeaseRequest, type LeaseResponse } from '@belugapi/contracts';
import { ConcurrencyAccount } from './concurrency-account.js';
import type { LimitState } from './limit-state.js';
import type { LimitedSubject } from './limited-subjects.js';
import { RateAccount } from './rate-account.js';
import { SpentMinute } from './spent-minute.js';

/** What one admitted request holds of one limit. */
export interface Holding {
  /** The request is over; `used` are the units that it really used, which matters for tokens only. */
  release(used: number): void;
}

// An answer "nothing left" holds for the others that come right after: one question at a time is enough.
const longestEmptyMs = 200;
const concurrencyEmptyMs = 20;
// Places get free whenever an answer ends.
const retryPlaceAfterMs = 1_000;
// What is known of a limit is forgotten when nobody has asked for it so long.
const forgottenAfterMs = 600_000;
const newsForMs = 1_000;

const nothing: Holding = { release: () => undefined };

/** One limit in this gateway: what is leased of it, who waits for it, and what this gateway let in by itself. */
export class LimitAccount {
  /** Requests that wait for units of it. */
  waiters = 0;
  private readonly rate: RateAccount | undefined;
  private readonly places: ConcurrencyAccount | undefined;
  private readonly minute = new SpentMinute();
  private emptyUntil = 0;
  private retryAt = 0;
  private lookedAt = 0;
  private heardAt = Number.NEGATIVE_INFINITY;
  // The owner knows no such limit any more, though a snapshot of the principal still has it.
  private lifted = false;

  constructor(public limited: LimitedSubject) {
    if (limited.dimension === LeaseDimension.CONCURRENCY) this.places = new ConcurrencyAccount();
    else this.rate = new RateAccount();
  }

  /** Takes the limit from a principal's snapshot; what is leased under a higher one is to go back. */
  follow(limited: LimitedSubject, now: number): void {
    this.lookedAt = now;
    if (limited === this.limited) return;
    if (limited.limit !== this.limited.limit) {
      // What was heard of the former limit says nothing of this one.
      this.heardAt = Number.NEGATIVE_INFINITY;
      this.emptyUntil = 0;
    }
    if (limited.limit < this.limited.limit) (this.rate ?? this.places)?.giveUp();
    this.limited = limited;
    this.lifted = false;
  }

  /** Nothing is lost with it. */
  isForgotten(now: number): boolean {
    const idle = this.rate?.isIdle ?? this.places?.isIdle;
    return idle === true && this.waiters === 0 && now - this.lookedAt > forgottenAfterMs;
  }

  has(units: number, now: number): boolean {
    return this.lifted || ((this.rate ?? this.places)?.available(now) ?? 0) >= units;
  }

  /** Spends what `has` said is there. */
  take(units: number, now: number): Holding {
    const { rate, places, minute } = this;
    if (units === 0 || this.lifted) return nothing;
    if (places) return this.takePlace(places);
    const taken = rate?.take(units, now) ?? [];
    const notedAt = minute.note(units, now);
    return {
      release: (used) => {
        rate?.correct(taken, used);
        minute.correct(notedAt, used - units);
      },
    };
  }

  /** Whether this gateway's own count leaves room, while nobody can be asked for leases. */
  hasRoomAlone(units: number, now: number): boolean {
    const { limit } = this.limited;
    return this.places?.hasRoom(limit) ?? this.minute.hasRoom(units, limit, now);
  }

  /** Milliseconds until `hasRoomAlone` may say so. */
  roomAloneAfterMs(units: number, now: number): number {
    return this.places ? retryPlaceAfterMs : this.minute.roomAfterMs(units, this.limited.limit, now);
  }

  /** Lets a request in without a lease; its owner hears of it when it can be asked again. */
  takeAlone(units: number, now: number): Holding {
    const { rate, places, minute } = this;
    if (units === 0) return nothing;
    if (places) return this.takePlace(places);
    rate?.overdraw(units);
    const notedAt = minute.note(units, now);
    return {
      release: (used) => {
        rate?.overdraw(used - units);
        minute.correct(notedAt, used - units);
      },
    };
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
    return this.requestWith(this.rate ? this.rate.demand(waiting, now) : this.places?.demand(waiting, now));
  }

  /** Asks for nothing and gives nothing back: only whether there is an answer matters. */
  probe(now: number): LeaseRequest {
    return this.requestWith(this.places?.demand(0, now));
  }

  /** The last request of a gateway that stops: all that is left goes back. */
  farewell(now: number): LeaseRequest {
    this.rate?.giveUp();
    return this.request(0, now);
  }

  /** Whether the owner has said lately what is left. */
  isNews(now: number): boolean {
    return now - this.heardAt < newsForMs;
  }

  heed(answer: LeaseResponse, asked: LeaseRequest, sentAt: number): void {
    (this.rate ?? this.places)?.heed(answer, sentAt);
    this.lifted = answer.limit === undefined;
    const now = performance.now();
    this.heardAt = now;
    if (this.lifted || answer.granted >= asked.needed) this.emptyUntil = 0;
    else {
      const wait = this.places ? concurrencyEmptyMs : answer.retryAfterMs;
      this.retryAt = now + (this.places ? retryPlaceAfterMs : answer.retryAfterMs);
      this.emptyUntil = now + Math.min(wait, longestEmptyMs);
    }
  }

  /** What the whole system has left; undefined before the first answer. */
  state(now: number): LimitState | undefined {
    return (this.rate ?? this.places)?.state(now);
  }

  private takePlace(places: ConcurrencyAccount): Holding {
    places.take();
    return { release: () => places.release(performance.now()) };
  }

  private requestWith(demand: Partial<LeaseRequest> | undefined): LeaseRequest {
    const { subject, dimension } = this.limited;
    return LeaseRequest.create({ subject, dimension, ...demand });
  }
}
