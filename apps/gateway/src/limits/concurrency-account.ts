import type { LeaseRequest, LeaseResponse } from '@belugapi/contracts';
import type { LimitState } from './limit-account.js';

// Renewed long before the owner gives a silent gateway's places to others (30 s).
const renewEveryMs = 10_000;
// Places stay so long after a request has ended: the next one may be about to come.
const keepIdleMs = 50;

/** Concurrent requests of one key or organisation in this gateway, and how many it may have. */
export class ConcurrencyAccount {
  /** Of the whole system, as the owner last said. */
  limit: number | undefined;
  private leftElsewhere = 0;
  private granted = 0;
  private running = 0;
  private endsAt = 0;
  private heardAt = 0;
  private idleSince = 0;

  /** Opens a place; false where there is none left of those granted. */
  take(now: number): boolean {
    if (this.running >= this.granted || this.endsAt <= now) return false;
    this.running += 1;
    return true;
  }

  /** Counts a request that was let in without a place. */
  force(): void {
    this.running += 1;
  }

  release(now: number): void {
    this.running -= 1;
    this.idleSince = now;
  }

  available(now: number): number {
    return this.endsAt > now ? Math.max(0, this.granted - this.running) : 0;
  }

  demand(waiting: number): Pick<LeaseRequest, 'needed' | 'wanted'> {
    const needed = this.running + waiting;
    return { needed, wanted: needed };
  }

  hasNews(now: number): boolean {
    const idle = this.granted > this.running && now - this.idleSince >= keepIdleMs;
    return idle || (this.granted > 0 && now - this.heardAt >= renewEveryMs);
  }

  heed(answer: LeaseResponse, sentAt: number): void {
    this.limit = answer.limit;
    this.granted = answer.granted;
    this.leftElsewhere = answer.remaining;
    this.heardAt = sentAt;
    this.endsAt = sentAt + answer.expiresAfterMs;
    this.idleSince = sentAt;
  }

  state(now: number): LimitState | undefined {
    if (this.limit === undefined) return undefined;
    const remaining = Math.min(this.limit, this.available(now) + this.leftElsewhere);
    return { limit: this.limit, remaining, resetAfterMs: 0 };
  }
}
