import { acquireLeases, busRequest } from '@belugapi/bus';
import { type Failure, FailureCode, LeaseDimension, type LeaseRequest, type Principal } from '@belugapi/contracts';
import { CompletionFailure, createFailure } from '@belugapi/completion';
import type { NatsConnection } from '@nats-io/transport-node';
import { type Holding, LimitAccount } from './limit-account.js';
import { limitFailure, tooLargeFailure } from './limit-failure.js';
import { type LimitedSubject, limitedSubjects } from './limited-subjects.js';

export interface LimiterOptions {
  readonly connection: NatsConnection;
  readonly gatewayId: string;
  /** `local`: while auth cannot be asked, each gateway keeps the limits by itself; `refuse`: limited keys get 503. */
  readonly withoutAuth: 'local' | 'refuse';
  /** Hears that leases could not be had. */
  readonly onUnavailable: (error: unknown) => void;
}

/** An admitted request; `release` is called once, when it is over. */
export interface Admission {
  /** `usedTokens`: what the vendor counted, prompt and answer. */
  release(usedTokens: number): void;
}

interface Need {
  readonly account: LimitAccount;
  readonly units: number;
}
interface Waiter {
  readonly needs: readonly Need[];
  readonly admit: (admission: Admission) => void;
  readonly refuse: (error: Error) => void;
}

const askTimeoutMs = 1_000;
const newsEveryMs = 250;
const unlimited: Admission = { release: () => undefined };

/**
 * Keeps every limit exactly, over all gateways: units are leased from auth in blocks and spent here without asking. All that
 * a turn of the event loop needs goes in one request, and one request is on its way at a time.
 */
export class Limiter {
  private readonly accounts = new Map<string, LimitAccount>();
  private waiting: Waiter[] = [];
  private asking = false;
  private unavailableUntil = 0;
  private readonly news: NodeJS.Timeout;

  constructor(private readonly options: LimiterOptions) {
    this.news = setInterval(() => this.ask(), newsEveryMs).unref();
  }

  /**
   * Lets a request in, once its share of every limit is leased. `tokens`: the most that it may use.
   * @throws {CompletionFailure} REQUESTS_EXCEEDED or TOKENS_EXCEEDED, with the time after which to try again.
   */
  admit(principal: Principal, tokens: number): Admission | Promise<Admission> {
    const subjects = limitedSubjects(principal);
    if (subjects.length === 0) return unlimited;
    const now = performance.now();
    const needs = subjects.map((limited) => this.need(limited, tokens));
    for (const { account, units } of needs) {
      const { limited } = account;
      if (units > limited.limit) throw new CompletionFailure(tooLargeFailure(limited, units));
      if (!account.has(units, now) && account.emptyForMs(now) > 0) throw refusal(account, now);
    }
    if (this.waiting.length === 0 && needs.every(({ account, units }) => account.has(units, now)))
      return take(needs, now);
    if (now < this.unavailableUntil) return this.admitWithoutAuth(needs, now);
    return new Promise<Admission>((admit, refuse) => {
      this.waiting.push({ needs, admit, refuse });
      // What the same turn brings joins in.
      if (!this.asking) setImmediate(() => this.ask());
    });
  }

  /** The limits of a key as this gateway knows them now. */
  accountsOf(principal: Principal): readonly LimitAccount[] {
    return limitedSubjects(principal).flatMap(({ name }) => this.accounts.get(name) ?? []);
  }

  /** Asks the owner what is left of a key's limits; resolves where it gives no answer, too. */
  async refresh(principal: Principal): Promise<void> {
    const needs = limitedSubjects(principal).map((limited) => ({ account: this.need(limited, 0).account, units: 0 }));
    if (needs.length === 0) return;
    await new Promise<void>((resolve) => {
      this.waiting.push({ needs, admit: () => resolve(), refuse: () => resolve() });
      this.ask();
    });
  }

  /** Gives back what is leased and not spent. */
  async close(): Promise<void> {
    clearInterval(this.news);
    const accounts = [...this.accounts.values()];
    if (accounts.length === 0 || this.options.connection.isClosed()) return;
    const now = performance.now();
    const leases = accounts.map((account) => account.farewell(now));
    await this.acquire(accounts, leases, now).catch(() => undefined);
  }

  private need(limited: LimitedSubject, tokens: number): Need {
    let account = this.accounts.get(limited.name);
    if (!account) this.accounts.set(limited.name, (account = new LimitAccount(limited)));
    // What is leased under a limit stays leased when the limit changes.
    account.limited = limited;
    return { account, units: limited.dimension === LeaseDimension.TOKENS ? tokens : 1 };
  }

  private ask(): void {
    if (this.asking) return;
    const now = performance.now();
    const waiters = [...this.waiting];
    const needed = new Map<LimitAccount, number>();
    for (const { needs } of waiters) {
      for (const { account, units } of needs) needed.set(account, (needed.get(account) ?? 0) + units);
    }
    for (const account of this.accounts.values()) {
      if (!needed.has(account) && account.hasNews(now)) needed.set(account, 0);
    }
    if (needed.size === 0) return;
    this.asking = true;
    const accounts = [...needed.keys()];
    const leases = accounts.map((account) => account.request(needed.get(account) ?? 0, now));
    void this.acquire(accounts, leases, now)
      .then(
        () => this.heed(waiters),
        (error: unknown) => this.unavailable(waiters, error),
      )
      .finally(() => {
        this.asking = false;
        if (this.waiting.length > 0) this.ask();
      });
  }

  private async acquire(accounts: readonly LimitAccount[], leases: LeaseRequest[], sentAt: number): Promise<void> {
    const { connection, gatewayId } = this.options;
    const answer = await busRequest(connection, acquireLeases, { gatewayId, leases }, askTimeoutMs);
    accounts.forEach((account, index) => {
      const [lease, asked] = [answer.leases[index], leases[index]];
      if (lease && asked) account.heed(lease, asked, sentAt);
    });
  }

  /** First come, first served; who is not served by this answer is refused with the limit that lacks. */
  private heed(asked: readonly Waiter[]): void {
    const now = performance.now();
    this.unavailableUntil = 0;
    const still: Waiter[] = [];
    for (const waiter of asked) {
      const lacking = waiter.needs.find(({ account, units }) => !account.has(units, now));
      if (!lacking) waiter.admit(take(waiter.needs, now));
      else if (lacking.account.emptyForMs(now) > 0) waiter.refuse(refusal(lacking.account, now));
      else still.push(waiter);
    }
    const served = new Set(asked);
    this.waiting = [...still, ...this.waiting.filter((waiter) => !served.has(waiter))];
  }

  private unavailable(asked: readonly Waiter[], error: unknown): void {
    const now = performance.now();
    this.unavailableUntil = now + askTimeoutMs;
    this.options.onUnavailable(error);
    const served = new Set(asked);
    this.waiting = this.waiting.filter((waiter) => !served.has(waiter));
    for (const { needs, admit, refuse } of asked) {
      try {
        admit(this.admitWithoutAuth(needs, now));
      } catch (failure) {
        refuse(CompletionFailure.from(failure));
      }
    }
  }

  private admitWithoutAuth(needs: readonly Need[], now: number): Admission {
    if (this.options.withoutAuth === 'refuse') throw new CompletionFailure(unavailableFailure);
    const holdings: [Need, Holding][] = [];
    for (const need of needs) {
      const { account, units } = need;
      const holding = account.takeDuringOutage(units, account.limited.limit, now);
      if (!holding) {
        for (const [, held] of holdings) held.release(0);
        throw new CompletionFailure(limitFailure(account.limited, 1_000));
      }
      holdings.push([need, holding]);
    }
    return admissionOf(holdings);
  }
}

function take(needs: readonly Need[], now: number): Admission {
  return admissionOf(needs.map((need) => [need, need.account.take(need.units, now)]));
}

function admissionOf(holdings: readonly (readonly [Need, Holding])[]): Admission {
  let over = false;
  return {
    release(usedTokens) {
      if (over) return;
      over = true;
      for (const [{ account, units }, holding] of holdings) {
        holding.release(account.limited.dimension === LeaseDimension.TOKENS ? usedTokens : units);
      }
    },
  };
}

function refusal(account: LimitAccount, now: number): CompletionFailure {
  return new CompletionFailure(limitFailure(account.limited, account.retryAfterMs(now)));
}

const unavailableFailure: Failure = createFailure(
  FailureCode.SERVICE_UNAVAILABLE,
  'The limits of this key cannot be checked just now. Try again shortly.',
  { retryAfterMs: askTimeoutMs },
);
