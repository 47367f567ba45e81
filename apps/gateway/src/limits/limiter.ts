import { acquireLeases, busRequest } from '@belugapi/bus';
import { type Failure, FailureCode, LeaseDimension, type LeaseRequest, type Principal } from '@belugapi/contracts';
import { CompletionFailure, createFailure } from '@belugapi/completion';
import type { NatsConnection } from '@nats-io/transport-node';
import { admit, admitAlone, type Admission, type Need, unlimited } from './admission.js';
import { LimitAccount } from './limit-account.js';
import { hopelessFailure, limitFailure } from './limit-failure.js';
import { type LimitedSubject, limitedSubjects } from './limited-subjects.js';

export interface LimiterOptions {
  readonly connection: NatsConnection;
  readonly gatewayId: string;
  /** `local`: while auth cannot be asked, each gateway keeps the limits by itself; `refuse`: limited keys get 503. */
  readonly withoutAuth: 'local' | 'refuse';
  /** Hears that leases could not be had. */
  readonly onUnavailable: (error: unknown) => void;
}

interface Waiter {
  readonly needs: readonly Need[];
  readonly admit: (admission: Admission) => void;
  readonly refuse: (error: Error) => void;
}

const askTimeoutMs = 1_000;
const lookEveryMs = 250;
const probeEveryMs = 1_000;

/**
 * Keeps every limit exactly, over all gateways: units are leased from auth in blocks and spent here without asking. All that
 * a turn of the event loop needs goes in one request, and one request is on its way at a time.
 */
export class Limiter {
  private readonly accounts = new Map<string, LimitAccount>();
  private waiting: Waiter[] = [];
  private asking = false;
  private newsDue = false;
  // To be asked about although nobody waits for their units.
  private readonly wanted = new Set<LimitAccount>();
  // While auth cannot be asked, nobody waits for it: one probe at a time finds out when it can be.
  private unavailable = false;
  private probedAt = 0;
  private readonly look: NodeJS.Timeout;

  constructor(private readonly options: LimiterOptions) {
    this.look = setInterval(() => this.lookAround(), lookEveryMs).unref();
  }

  /**
   * Lets a request in, once its share of every limit is leased. `tokens`: the most that it may use.
   * @throws {CompletionFailure} REQUESTS_EXCEEDED or TOKENS_EXCEEDED, with the time after which to try again.
   */
  admit(principal: Principal, tokens: number): Admission | Promise<Admission> {
    const subjects = limitedSubjects(principal);
    if (subjects.length === 0) return unlimited;
    const now = performance.now();
    const needs = subjects.map((limited) => this.need(limited, tokens, now));
    let isThere = true;
    for (const { account, units } of needs) {
      if (units > account.limited.limit) throw new CompletionFailure(hopelessFailure(account.limited, units));
      const has = account.has(units, now);
      if (!has && account.emptyForMs(now) > 0) throw refusal(account, now);
      // Whoever waits for units comes first.
      isThere &&= has && account.waiters === 0;
    }
    if (isThere) return admit(needs, now);
    if (this.unavailable) return this.admitAlone(needs, now);
    return new Promise<Admission>((resolve, refuse) => {
      this.wait({ needs, admit: resolve, refuse });
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
    const now = performance.now();
    const needs = limitedSubjects(principal).map((limited) => ({ ...this.need(limited, 0, now), units: 0 }));
    if (needs.length === 0 || this.unavailable) return;
    for (const { account } of needs) this.wanted.add(account);
    await new Promise<void>((resolve) => {
      this.wait({ needs, admit: () => resolve(), refuse: () => resolve() });
      this.ask();
    });
  }

  /** The same, but only where what this gateway knows of a limit is a second old: others spend, too. */
  refreshOld(principal: Principal): Promise<void> | undefined {
    const now = performance.now();
    const isNew = ({ name }: LimitedSubject) => this.accounts.get(name)?.isNews(now) === true;
    return limitedSubjects(principal).every(isNew) ? undefined : this.refresh(principal);
  }

  /** Gives back what is leased and not spent. */
  async close(): Promise<void> {
    clearInterval(this.look);
    const accounts = [...this.accounts.values()];
    if (accounts.length === 0 || this.options.connection.isClosed()) return;
    const now = performance.now();
    const leases = accounts.map((account) => account.farewell(now));
    await this.acquire(accounts, leases, now).catch(() => undefined);
  }

  private need(limited: LimitedSubject, tokens: number, now: number): Need {
    let account = this.accounts.get(limited.name);
    if (!account) this.accounts.set(limited.name, (account = new LimitAccount(limited)));
    account.follow(limited, now);
    return { account, units: limited.dimension === LeaseDimension.TOKENS ? tokens : 1 };
  }

  private wait(waiter: Waiter): void {
    this.waiting.push(waiter);
    for (const { account, units } of waiter.needs) if (units > 0) account.waiters += 1;
  }

  private leave(waiters: readonly Waiter[]): void {
    const gone = new Set(waiters);
    this.waiting = this.waiting.filter((waiter) => !gone.has(waiter));
    for (const { needs } of waiters) {
      for (const { account, units } of needs) if (units > 0) account.waiters -= 1;
    }
  }

  private lookAround(): void {
    const now = performance.now();
    for (const [name, account] of this.accounts) if (account.isForgotten(now)) this.accounts.delete(name);
    if (this.unavailable) return this.probe(now);
    this.newsDue = true;
    this.ask();
  }

  private ask(): void {
    if (this.asking || this.unavailable) return;
    const now = performance.now();
    const waiters = [...this.waiting];
    const needed = new Map<LimitAccount, number>();
    for (const { needs } of waiters) {
      for (const { account, units } of needs) needed.set(account, (needed.get(account) ?? 0) + units);
    }
    const lacking = [...needed].filter(([account, units]) => !account.has(units, now)).map(([account]) => account);
    const accounts = [...new Set([...lacking, ...this.accountsToTell(now)])];
    if (accounts.length > 0) {
      const leases = accounts.map((account) => account.request(needed.get(account) ?? 0, now));
      this.send(accounts, leases, waiters);
    } else if (waiters.length > 0) this.heed(waiters);
  }

  private accountsToTell(now: number): readonly LimitAccount[] {
    const accounts = [...this.wanted];
    this.wanted.clear();
    if (!this.newsDue) return accounts;
    this.newsDue = false;
    return [...accounts, ...[...this.accounts.values()].filter((account) => account.hasNews(now))];
  }

  private probe(now: number): void {
    if (this.asking || now - this.probedAt < probeEveryMs) return;
    this.probedAt = now;
    const [account] = this.accounts.values();
    if (account) this.send([account], [account.probe(now)], []);
    else this.unavailable = false;
  }

  private send(accounts: readonly LimitAccount[], leases: LeaseRequest[], waiters: readonly Waiter[]): void {
    this.asking = true;
    void this.acquire(accounts, leases, performance.now())
      .then(
        () => this.heed(waiters),
        (error: unknown) => this.goOnAlone(error),
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
    this.unavailable = false;
    const served: Waiter[] = [];
    for (const waiter of asked) {
      const lacking = waiter.needs.find(({ account, units }) => !account.has(units, now));
      if (!lacking) waiter.admit(admit(waiter.needs, now));
      else if (lacking.account.emptyForMs(now) > 0) waiter.refuse(refusal(lacking.account, now));
      else continue;
      served.push(waiter);
    }
    this.leave(served);
  }

  private goOnAlone(error: unknown): void {
    const now = performance.now();
    this.unavailable = true;
    this.probedAt = now;
    this.options.onUnavailable(error);
    const waiters = this.waiting;
    this.leave(waiters);
    for (const waiter of waiters) {
      try {
        waiter.admit(this.admitAlone(waiter.needs, now));
      } catch (failure) {
        waiter.refuse(CompletionFailure.from(failure));
      }
    }
  }

  private admitAlone(needs: readonly Need[], now: number): Admission {
    if (this.options.withoutAuth === 'refuse') throw new CompletionFailure(unavailableFailure);
    const lacking = needs.find(({ account, units }) => !account.hasRoomAlone(units, now));
    if (lacking) {
      const { account, units } = lacking;
      throw new CompletionFailure(limitFailure(account.limited, account.roomAloneAfterMs(units, now)));
    }
    return admitAlone(needs, now);
  }
}

function refusal(account: LimitAccount, now: number): CompletionFailure {
  return new CompletionFailure(limitFailure(account.limited, account.retryAfterMs(now)));
}

const unavailableFailure: Failure = createFailure(
  FailureCode.SERVICE_UNAVAILABLE,
  'The limits of this key cannot be checked just now. Try again shortly.',
  { retryAfterMs: askTimeoutMs },
);
