import type { LeaseRequest, LeaseResponse } from '@belugapi/contracts';
import type { LimitState } from './limit-state.js';

/** Units of one lease. */
export interface LeasedUnits {
  readonly lease: number;
  readonly units: number;
}

interface Lot {
  readonly lease: number;
  units: number;
  /** On this process's monotonic clock, in milliseconds. */
  readonly endsAt: number;
}

export type RateDemand = Pick<LeaseRequest, 'needed' | 'wanted' | 'returned' | 'overdrawn'>;

// What a gateway takes in advance: what it spent in a second, and this part of the limit at most.
const reservePart = 20;
const paceMs = 500;
// At the first request after a rest nobody knows how many come; this part of the limit is a tenth of a second's worth.
const firstPart = 600;
// It asks for more before it has none: at every look, of which there are four a second.
const lastsForMs = 400;
// What comes back can wait so long while this part of the limit is left: nobody lacks it.
const returnEveryMs = 2_000;
const plentyPart = 2;

/** One minute's limit of one key or organisation, as far as this gateway holds leases of it. */
export class RateAccount {
  /** Of the whole system, as the owner last said; undefined until it did, and where there is no limit. */
  limit: number | undefined;
  private lots: Lot[] = [];
  // Units by lease.
  private returns = new Map<number, number>();
  private overdrawn = 0;
  private leftElsewhere = 0;
  private resetAt = 0;
  private heardAt = 0;
  // Spent in this half of a second and in the one before.
  private pace = 0;
  private lastPace = 0;
  private paceSince = 0;

  get isIdle(): boolean {
    return this.lots.length === 0 && this.returns.size === 0 && this.overdrawn === 0;
  }

  /** Units that can be spent without asking. */
  available(now: number): number {
    this.expire(now);
    let sum = 0;
    for (const { units } of this.lots) sum += units;
    return sum;
  }

  /** Spends units that are available, those whose lease ends first. */
  take(units: number, now: number): readonly LeasedUnits[] {
    const taken: LeasedUnits[] = [];
    let left = units;
    for (let lot = this.lots[0]; lot && left > 0; lot = this.lots[0]) {
      const part = Math.min(lot.units, left);
      lot.units -= part;
      left -= part;
      taken.push({ lease: lot.lease, units: part });
      if (lot.units === 0) this.lots.shift();
    }
    this.notePace(units, now);
    return taken;
  }

  /** An answer used less or more than was taken for it. */
  correct(taken: readonly LeasedUnits[], used: number): void {
    let surplus = taken.reduce((sum, { units }) => sum + units, 0) - used;
    if (surplus < 0) this.overdraw(-surplus);
    for (const { lease, units } of taken) {
      if (surplus <= 0) break;
      const part = Math.min(units, surplus);
      surplus -= part;
      this.giveBack(lease, part);
    }
  }

  /** Units were spent that nobody granted; below zero, fewer than was said before. */
  overdraw(units: number): void {
    this.overdrawn = Math.max(0, this.overdrawn + units);
  }

  /** What the next request to the owner says; what is returned with it is gone from here, whether it arrives or not. */
  demand(needed: number, now: number): RateDemand {
    const missing = Math.max(0, needed - this.available(now));
    const returned = Array.from(this.returns, ([lease, units]) => ({ lease, units }));
    const { overdrawn } = this;
    this.returns.clear();
    this.overdrawn = 0;
    const first = missing > 0 ? Math.floor((this.limit ?? 0) / firstPart) : 0;
    const reserve = missing > 0 || this.runsLow(now) ? Math.max(first, this.reserve(now)) : 0;
    return { needed: missing, wanted: missing + reserve, returned, overdrawn };
  }

  /** Whether the owner should hear of something although nobody waits. */
  hasNews(now: number): boolean {
    this.expire(now);
    if (this.runsLow(now)) return true;
    if (this.returns.size === 0 && this.overdrawn === 0) return false;
    return this.leftElsewhere < (this.limit ?? 0) / plentyPart || now - this.heardAt >= returnEveryMs;
  }

  /** `sentAt`: when the request left, so that no lease is thought to last longer than it does. */
  heed(answer: LeaseResponse, sentAt: number): void {
    this.limit = answer.limit;
    this.leftElsewhere = answer.remaining;
    this.heardAt = sentAt;
    this.resetAt = sentAt + answer.resetAfterMs;
    if (answer.granted > 0) {
      this.lots.push({ lease: answer.lease, units: answer.granted, endsAt: sentAt + answer.expiresAfterMs });
    }
  }

  /** For the x-ratelimit headers. */
  state(now: number): LimitState | undefined {
    if (this.limit === undefined) return undefined;
    if (this.resetAt <= now) return { limit: this.limit, remaining: this.limit, resetAfterMs: 0 };
    const remaining = Math.min(this.limit, this.available(now) + this.leftElsewhere);
    return { limit: this.limit, remaining, resetAfterMs: this.resetAt - now };
  }

  /** What is leased and not spent is to go back. */
  giveUp(): void {
    for (const { lease, units } of this.lots) this.giveBack(lease, units);
    this.lots = [];
  }

  private giveBack(lease: number, units: number): void {
    this.returns.set(lease, (this.returns.get(lease) ?? 0) + units);
  }

  // Lots lie in the order in which they were leased, so that the first ends first.
  private expire(now: number): void {
    for (let first = this.lots[0]; first && first.endsAt <= now; first = this.lots[0]) {
      this.giveBack(first.lease, first.units);
      this.lots.shift();
    }
  }

  private notePace(units: number, now: number): void {
    if (now - this.paceSince > paceMs) {
      this.lastPace = now - this.paceSince > 2 * paceMs ? 0 : this.pace;
      this.pace = 0;
      this.paceSince = now;
    }
    this.pace += units;
  }

  private reserve(now: number): number {
    if (now - this.paceSince > 2 * paceMs || this.limit === undefined) return 0;
    return Math.floor(Math.min(2 * Math.max(this.pace, this.lastPace), this.limit / reservePart));
  }

  private runsLow(now: number): boolean {
    const lasting = this.lots.reduce((sum, { units, endsAt }) => (endsAt > now + lastsForMs ? sum + units : sum), 0);
    return lasting < this.reserve(now) / 2;
  }
}
