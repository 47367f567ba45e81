import { type MoneyBound, MoneyLeaseRequest, type MoneyLeaseResponse } from '@belugapi/contracts';
import type { MoneySubject } from './money-subjects.js';
import { sameMoneyLimits } from './same-money-limits.js';

// Renewed long before billing gives a silent gateway's lease to others (60 s).
const renewEveryMs = 20_000;
// "No limit" is asked again so often while it is made use of; a change of credit is pushed, too.
const unlimitedFreshMs = 5_000;
// What a gateway takes at most in advance: this part of what is left, and what it reserved in half a second.
const reservePart = 20;
const paceMs = 500;
// After an answer that was less than was needed nothing is kept for later.
const tightMs = 1_000;
// An answer "not enough left" holds for the others that come right after.
const exhaustedMs = 200;
const forgetAfterMs = 300_000;
// Sums of money stay numbers.
const mostNeeded = 1e15;

/** What one request holds of an account until it is over. */
export interface MoneyReservation {
  /** Takes what was spent off the lease; resolves to the lease, 0 where there is none. */
  spend(nano: number): number;
  release(): void;
}

/** A budget as billing last told of it, over all gateways, in nano-dollars. */
export interface Budget {
  readonly owner: MoneySubject;
  /** The tightest of the owner's limits. */
  readonly bound: MoneyBound;
  readonly limit: number;
  readonly used: number;
  /** Leased to gateways: for requests that run, and for the next ones. */
  readonly reserved: number;
}

/** Money of one key or organisation in this gateway: what is leased of it, reserved by requests or free. */
export class MoneyAccount {
  /** Waiting requests. */
  waiters = 0;
  private lease = 0;
  // Of this lease: taken off it by settlements; reserved by requests that run; free for the next ones.
  private settled = 0;
  private reserved = 0;
  private free = 0;
  private endsAt = 0;
  private heardAt = -Infinity;
  private usedAt = 0;
  private toldUnlimited = false;
  // Infinity where nothing limits it; undefined as long as nothing was said.
  private unspent: number | undefined;
  private tightest: MoneyBound = 0;
  private limit = 0;
  private leased = 0;
  private tightUntil = 0;
  // A request or its answer got lost: the owner may think that more is held here than there is.
  private unsure = false;
  private reservedRecently = 0;
  private paceSince = 0;

  /** `staleMs`: how long "no limit" counts. `onRelease` hears that money has become free. */
  constructor(
    private owner: MoneySubject,
    private readonly staleMs: number,
    private readonly onRelease: () => void,
  ) {}

  /** Nothing limits what this subject spends, as far as is known; that counts for a while when billing cannot be asked. */
  isUnlimited(now: number): boolean {
    return this.toldUnlimited && this.owner.limits === undefined && now - this.heardAt < this.staleMs;
  }

  /** A request comes that spends of this. `owner`: as its principal has it; what is leased under other limits is to go back. */
  use(owner: MoneySubject, now: number): void {
    if (!sameMoneyLimits(this.owner.limits, owner.limits)) this.startAnew();
    this.owner = owner;
    this.usedAt = now;
  }

  /** Something is known to limit it. */
  isLimited(now: number): boolean {
    return this.owner.limits !== undefined || (now - this.heardAt < this.staleMs && !this.toldUnlimited);
  }

  /**
   * The organisation's credit has changed: what billing said of it no longer counts, but for sizing answers. What is leased
   * goes on, and what was left is a better guess for that than nothing.
   */
  doubt(): void {
    if (this.toldUnlimited) this.unspent = undefined;
    this.toldUnlimited = false;
    this.heardAt = -Infinity;
    this.tightUntil = 0;
  }

  /** Less was left than was wanted: others may wait for what is free here. */
  isTight(now: number): boolean {
    return now < this.tightUntil;
  }

  /** What its limits leave, whoever has reserved of it; undefined as long as that is not known. */
  left(now: number): number | undefined {
    if (this.isUnlimited(now)) return Infinity;
    return this.toldUnlimited ? undefined : this.unspent;
  }

  has(nano: number, now: number): boolean {
    this.expire(now);
    return this.free >= nano;
  }

  /** What is left where a request is known to cost more; undefined where it is worth asking. */
  shortage(nano: number, now: number): { left: number; bound: MoneyBound } | undefined {
    const { unspent: left, tightest: bound } = this;
    if (left === undefined || now - this.heardAt > exhaustedMs || nano <= left) return undefined;
    return { left, bound };
  }

  /** Reserves what `has` said is there. */
  reserve(nano: number, now: number): MoneyReservation {
    this.free -= nano;
    this.reserved += nano;
    this.notePace(nano, now);
    let left = nano;
    return {
      spend: (spent) => {
        const covered = Math.min(spent, left);
        left -= covered;
        this.reserved -= covered;
        // An answer longer than it could be: counted in full, whatever the limit.
        this.free = Math.max(0, this.free - (spent - covered));
        this.settled += spent;
        return this.lease;
      },
      release: () => {
        this.reserved -= left;
        this.free += left;
        left = 0;
        this.onRelease();
      },
    };
  }

  /** Whether the owner should hear of something although nobody waits. */
  hasNews(now: number): boolean {
    this.expire(now);
    const held = this.reserved + this.free > 0;
    const silentMs = now - this.heardAt;
    const inUse = this.toldUnlimited && now - this.usedAt < unlimitedFreshMs;
    return (
      this.unsure ||
      this.free > 2 * this.keepable(now) ||
      (held && silentMs >= renewEveryMs) ||
      (inUse && silentMs >= unlimitedFreshMs)
    );
  }

  /**
   * The next request to the owner. `waiting`: what requests wait for here, each. What is free goes back where somebody
   * waits, since halves of it in two gateways serve nobody; else what is more than the reserve does.
   */
  request(waiting: readonly number[], now: number): MoneyLeaseRequest {
    this.expire(now);
    const { subject, limits } = this.owner;
    const waitedFor = waiting.reduce((sum, nano) => sum + nano, 0);
    const needed = Math.min(waitedFor, mostNeeded);
    const reserve = this.keepable(now);
    this.free = waiting.length > 0 ? 0 : Math.min(this.free, reserve);
    return MoneyLeaseRequest.create({
      subject,
      limits,
      lease: this.lease,
      settledNanoUsd: this.settled,
      heldNanoUsd: this.reserved + this.free,
      leastNanoUsd: waiting.reduce((least, nano) => Math.min(least, nano), needed),
      neededNanoUsd: needed,
      wantedNanoUsd: needed > 0 ? needed + reserve : 0,
    });
  }

  /** The last request of a gateway that stops: all that is free goes back. */
  farewell(now: number): MoneyLeaseRequest {
    this.paceSince = -Infinity;
    return this.request([], now);
  }

  /** `sentAt`: when the request left, so that no lease is thought to last longer than it does. */
  heed(answer: MoneyLeaseResponse, asked: MoneyLeaseRequest, sentAt: number): void {
    this.unsure = false;
    if (answer.lease !== this.lease) {
      // Settlements that were told of the former lease come off that; any since the request have to be told of.
      this.unsure = this.lease !== 0;
      this.settled = 0;
      this.lease = answer.lease;
    }
    this.free += answer.grantedNanoUsd;
    this.endsAt = sentAt + answer.expiresAfterMs;
    this.heardAt = sentAt;
    this.toldUnlimited = answer.unlimited;
    this.unspent = answer.unlimited ? Infinity : answer.unspentNanoUsd;
    this.tightest = answer.bound;
    this.limit = answer.limitNanoUsd;
    this.leased = Math.max(0, answer.unspentNanoUsd - answer.remainingNanoUsd);
    const short = answer.grantedNanoUsd < asked.neededNanoUsd || answer.remainingNanoUsd < this.reservedRecently;
    if (short && !answer.unlimited) this.tightUntil = sentAt + tightMs;
    if (!sameMoneyLimits(asked.limits, this.owner.limits)) this.startAnew();
  }

  /** What billing said of it; undefined where it has not, and where nothing limits it. */
  get budget(): Budget | undefined {
    const { owner, tightest: bound, limit, leased: reserved, unspent } = this;
    if (this.toldUnlimited || unspent === undefined) return undefined;
    return { owner, bound, limit, used: limit - unspent, reserved };
  }

  /** A request got no answer. */
  lost(): void {
    this.unsure = this.lease !== 0 || this.unsure;
  }

  /** Nothing is held and nobody has asked for long: it can be forgotten. */
  isIdle(now: number): boolean {
    return this.reserved + this.free + this.waiters === 0 && !this.unsure && now - this.usedAt > forgetAfterMs;
  }

  private startAnew(): void {
    this.doubt();
    this.free = 0;
    this.unsure ||= this.lease !== 0;
  }

  private expire(now: number): void {
    if (this.endsAt <= now) this.free = 0;
  }

  private notePace(nano: number, now: number): void {
    if (now - this.paceSince > paceMs) {
      this.reservedRecently = now - this.paceSince > 2 * paceMs ? 0 : this.reservedRecently / 2;
      this.paceSince = now;
    }
    this.reservedRecently += nano;
  }

  private keepable(now: number): number {
    if (this.isTight(now) || now - this.paceSince > 2 * paceMs) return 0;
    return Math.floor(Math.min(this.reservedRecently, (this.unspent ?? 0) / reservePart));
  }
}
