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

// What a gateway takes at most in advance: this part of the limit, and what it spent in half a second.
const reservePart = 20;
const paceMs = 500;

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
  private spentRecently = 0;
  private paceSince = 0;

  get isIdle(): boolean {
    return this.lots.length === 0 && this.returns.size === 0 && this.overdrawn === 0;
  }

  /** Units that can be spent without asking. */
  available(now: number): number {
    this.expire(now);
    return this.lots.reduce((sum, { units }) => sum + units, 0);
  }

  /** Spends units that are available, those whose lease ends first. */
  take(units: number, now: number): readonly LeasedUnits[] {
    const taken: LeasedUnits[] = [];
    let left = units;
    for (const lot of this.lots) {
      const part = Math.min(lot.units, left);
      if (part === 0) break;
      lot.units -= part;
      left -= part;
      taken.push({ lease: lot.lease, units: part });
    }
    this.lots = this.lots.filter((lot) => lot.units > 0);
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
    return { needed: missing, wanted: missing > 0 ? missing + this.reserve(now) : 0, returned, overdrawn };
  }

  /** Whether the owner should hear of something although nobody waits. */
  hasNews(now: number): boolean {
    this.expire(now);
    return this.returns.size > 0 || this.overdrawn > 0;
  }

  /** `sentAt`: when the request left, so that no lease is thought to last longer than it does. */
  heed(answer: LeaseResponse, sentAt: number): void {
    this.limit = answer.limit;
    this.leftElsewhere = answer.remaining;
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

  private expire(now: number): void {
    if (this.lots.every(({ endsAt }) => endsAt > now)) return;
    for (const { lease, units, endsAt } of this.lots) if (endsAt <= now) this.giveBack(lease, units);
    this.lots = this.lots.filter(({ endsAt }) => endsAt > now);
  }

  private notePace(units: number, now: number): void {
    if (now - this.paceSince > paceMs) {
      this.spentRecently = now - this.paceSince > 2 * paceMs ? 0 : this.spentRecently / 2;
      this.paceSince = now;
    }
    this.spentRecently += units;
  }

  private reserve(now: number): number {
    if (now - this.paceSince > 2 * paceMs || this.limit === undefined) return 0;
    return Math.floor(Math.min(this.spentRecently, this.limit / reservePart));
  }
}
