import type { LeaseRequest, LeaseResponse } from '@belugapi/contracts';
import type { LimitState } from './limit-state.js';

// Renewed long before the owner gives a silent gateway's places to others (30 s).
const renewEveryMs = 10_000;
// Places stay so long after the last request has ended: the next one may be about to come.
const keepIdleMs = 50;

/** Concurrent requests of one key or organisation in this gateway, and how many it may have. */
export class ConcurrencyAccount {
  /** Of the whole system, as the owner last said. */
  limit: number | undefined;
  private leftElsewhere = 0;
  private granted = 0;
  private running = 0;
  // Most that ran at once since the last look.
  private peak = 0;
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
  demand(waiting: number): Pick<LeaseRequest, 'needed' | 'wanted'> {
    const needed = this.running + waiting;
    this.granted = Math.min(this.granted, needed);
    return { needed, wanted: needed };
  }

  /** Whether there are places that nobody has used since the last look. */
  hasNews(now: number): boolean {
    const idle = this.running === 0 && now - this.idleSince >= keepIdleMs;
    const unused = this.granted > (idle ? 0 : this.peak);
    this.peak = this.running;
    return unused || (this.granted > 0 && now - this.heardAt >= renewEveryMs);
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
    this.idleSince = sentAt;
  }

  state(now: number): LimitState | undefined {
    if (this.limit === undefined) return undefined;
    const remaining = Math.min(this.limit, this.available(now) + this.leftElsewhere);
    return { limit: this.limit, remaining, resetAfterMs: 0 };
  }
}
