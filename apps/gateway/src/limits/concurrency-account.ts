import type { LeaseRequest, LeaseResponse } from '@belugapi/contracts';
import type { LimitState } from './limit-state.js';

// Renewed long before the owner gives a silent gateway's places to others (30 s), and soon where more than needed is held.
const renewEveryMs = 10_000;
const renewReserveMs = 2_000;
// Places stay so long after the last request has ended: the next one may be about to come.
const keepIdleMs = 50;
const keepReserveMs = 2_000;
const busyWindowMs = 1_000;
// What a gateway holds beyond its needs at most: this part of the limit, while this part of it is left.
const reservePart = 20;
const plentyPart = 4;

/** Concurrent requests of one key or organisation in this gateway, and how many it may have. */
export class ConcurrencyAccount {
  /** Of the whole system, as the owner last said. */
  limit: number | undefined;
  private leftElsewhere = 0;
  private granted = 0;
  private running = 0;
  // Most that ran at once since the last look, and in this second and the one before.
  private peak = 0;
  private busiest = 0;
  private lastBusiest = 0;
  private busySince = 0;
  private endsAt = 0;
  private heardAt = 0;
  private idleSince = 0;

  get isIdle(): boolean {
    return this.running === 0 && this.granted === 0;
  }

  /** Opens a place; the caller has seen that there is one. */
  take(): void {
    this.running += 1;
    this.peak = Math.max(this.peak, this.running);
    this.busiest = Math.max(this.busiest, this.running);
  }

  /** Whether this gateway by itself runs fewer than `limit`. */
  hasRoom(limit: number): boolean {
    return this.running < limit;
  }

  release(now: number): void {
    this.running -= 1;
    this.idleSince = now;
  }

  available(now: number): number {
    return this.endsAt > now ? Math.max(0, this.granted - this.running) : 0;
  }

  /** What is not asked for goes back with the request, so from here on nobody gets it: its owner may give it to others. */
  demand(waiting: number, now: number): Pick<LeaseRequest, 'needed' | 'wanted'> {
    const needed = this.running + waiting;
    const reserve = this.reserve(now);
    const wanted = reserve > 0 ? Math.max(needed, this.peak) + reserve : needed;
    this.granted = Math.min(this.granted, wanted);
    return { needed, wanted };
  }

  /** Whether there are places that nobody uses, or too few for those who are about to come. */
  hasNews(now: number): boolean {
    const reserve = this.reserve(now);
    const isIdle = this.running === 0 && now - this.idleSince >= keepIdleMs;
    const isUnused = this.granted > (isIdle ? 0 : this.peak) + reserve;
    const isLow = this.granted - this.running < reserve / 2;
    const renewAfterMs = this.granted > this.running ? renewReserveMs : renewEveryMs;
    this.look(now);
    return isUnused || isLow || (this.granted > 0 && now - this.heardAt >= renewAfterMs);
  }

  /** Keeps what runs and nothing more: the limit is another one now. */
  giveUp(): void {
    this.granted = Math.min(this.granted, this.running);
  }

  heed(answer: LeaseResponse, sentAt: number): void {
    this.limit = answer.limit;
    this.granted = answer.granted;
    this.leftElsewhere = answer.remaining;
    this.heardAt = sentAt;
    this.endsAt = sentAt + answer.expiresAfterMs;
  }

  state(now: number): LimitState | undefined {
    if (this.limit === undefined) return undefined;
    const remaining = Math.min(this.limit, this.available(now) + this.leftElsewhere);
    return { limit: this.limit, remaining, resetAfterMs: 0 };
  }

  // As many more as ran lately, so that callers who come one after the other, or all at once, do not wait for the owner.
  private reserve(now: number): number {
    if (this.limit === undefined || this.leftElsewhere < this.limit / plentyPart) return 0;
    if (this.running === 0 && now - this.idleSince > keepReserveMs) return 0;
    return Math.floor(Math.min(this.limit / reservePart, Math.max(this.busiest, this.lastBusiest)));
  }

  private look(now: number): void {
    this.peak = this.running;
    if (now - this.busySince < busyWindowMs) return;
    this.busySince = now;
    this.lastBusiest = this.busiest;
    this.busiest = this.running;
  }
}
