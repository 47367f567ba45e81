import { acquireMoney, busRequest, subjects } from '@belugapi/bus';
import { CreditChanged, type MoneyLeaseRequest, type Principal } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import { type Budget, MoneyAccount } from './money-account.js';
import { type MoneyAdmission, unlimitedMoney } from './money-admission.js';
import { moneyUnavailable } from './money-failure.js';
import type { MoneyQuote } from './money-offer.js';
import { isPayable, type MoneyRequest, offerOf, refusal, reserveAll, tooBusy } from './money-request.js';
import { type MoneySubject, moneySubjects } from './money-subjects.js';

export interface MoneyLimiterOptions {
  readonly connection: NatsConnection;
  readonly gatewayId: string;
  /** How long a request waits while what it needs is reserved by others that run. Default 10 s. */
  readonly waitMs?: number;
  /** How long "no limit" counts without an answer of billing. Default 15 minutes. */
  readonly staleMs?: number;
  /** Hears that billing could not be asked. */
  readonly onUnavailable: (error: unknown) => void;
}

interface Waiter extends MoneyRequest {
  /** When it has waited long enough. */
  readonly until: number;
  readonly admit: (admission: MoneyAdmission) => void;
  readonly refuse: (error: Error) => void;
}

const askTimeoutMs = 1_000;
const newsEveryMs = 250;
// What others reserve may come free at any moment.
const lookAgainMs = 25;

/**
 * Keeps every limit on money exactly, over all gateways: money is leased from billing in blocks and spent here without
 * asking; a request reserves the most that it can cost and gives back what it did not. While billing cannot be asked, leases
 * go on for a minute and what is known to be unlimited goes on; all else is refused, since money is never guessed.
 */
export class MoneyLimiter {
  private readonly accounts = new Map<string, MoneyAccount>();
  private waiting: Waiter[] = [];
  private asking = false;
  private scheduled = false;
  private sequence = 0;
  private unavailableUntil = 0;
  private readonly news: NodeJS.Timeout;
  private readonly changes: Subscription;

  constructor(private readonly options: MoneyLimiterOptions) {
    this.news = setInterval(() => this.tick(), newsEveryMs).unref();
    this.changes = options.connection.subscribe(subjects.creditChanged, {
      callback: (error, message) => {
        if (error) return;
        const changed = organizationOf(message.data);
        if (changed !== undefined) this.accounts.get(changed)?.doubt();
      },
    });
  }

  /**
   * Lets a request in, once what it takes is leased. `quoting` makes a quote, undefined where the model has no price; it is
   * asked only where something is limited.
   * @throws {CompletionFailure} QUOTA_EXCEEDED: not so much is left. REQUESTS_EXCEEDED: it is left, and reserved by requests
   * that run. MODEL_NOT_ALLOWED: no price under a limit. SERVICE_UNAVAILABLE: billing cannot be asked.
   */
  admit(
    principal: Principal,
    quoting: () => MoneyQuote | undefined,
    now = performance.now(),
  ): MoneyAdmission | Promise<MoneyAdmission> {
    const owners = moneySubjects(principal);
    const accounts = owners.map((owner) => this.account(owner, now));
    if (accounts.every((account) => account.isUnlimited(now))) return unlimitedMoney;
    const request = { accounts, owners, quote: quoting() };
    const refused = refusal(request, now);
    if (refused) throw refused;
    const waits = accounts.some(({ waiters }) => waiters > 0);
    if (!waits && isPayable(request, now)) return reserveAll(request, now);
    if (now < this.unavailableUntil) throw new CompletionFailure(moneyUnavailable);
    return new Promise<MoneyAdmission>((admit, refuse) => {
      const until = now + (this.options.waitMs ?? 10_000);
      for (const account of accounts) account.waiters += 1;
      this.waiting.push({ ...request, until, admit, refuse });
      this.schedule();
    });
  }

  /** The budgets that this gateway's requests of the last minutes spend of. */
  budgets(): readonly Budget[] {
    return [...this.accounts.values()].flatMap(({ budget }) => budget ?? []);
  }

  /** Gives back what is leased and not reserved. */
  async close(): Promise<void> {
    clearInterval(this.news);
    this.changes.unsubscribe();
    const accounts = [...this.accounts.values()];
    if (accounts.length === 0 || this.options.connection.isClosed()) return;
    const now = performance.now();
    const leases = accounts.map((account) => account.farewell(now));
    await this.acquire(accounts, leases, now).catch(() => undefined);
  }

  private account(owner: MoneySubject, now: number): MoneyAccount {
    let account = this.accounts.get(owner.name);
    if (!account) {
      const released = () => {
        if (this.waiting.length > 0 || account?.isTight(performance.now())) this.schedule();
      };
      this.accounts.set(owner.name, (account = new MoneyAccount(owner, this.options.staleMs ?? 900_000, released)));
    }
    account.use(owner, now);
    return account;
  }

  private tick(): void {
    const now = performance.now();
    for (const [name, account] of this.accounts) if (account.isIdle(now)) this.accounts.delete(name);
    this.ask();
  }

  // What the same turn brings joins in.
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.serve();
      this.ask();
    });
  }

  private ask(): void {
    if (this.asking) return;
    const now = performance.now();
    const asked = new Map(this.waiting.map((waiter) => [waiter, offerOf(waiter, now)?.nano]));
    const needs = new Map<MoneyAccount, number[]>();
    for (const [waiter, nano] of asked) {
      for (const account of waiter.accounts) {
        const waiting = needs.get(account) ?? [];
        needs.set(account, waiting);
        if (nano !== undefined && !account.isUnlimited(now)) waiting.push(nano);
      }
    }
    for (const account of this.accounts.values()) {
      if (!needs.has(account) && account.hasNews(now)) needs.set(account, []);
    }
    if (needs.size === 0) return;
    this.asking = true;
    const accounts = [...needs.keys()];
    const leases = accounts.map((account) => account.request(needs.get(account) ?? [], now));
    void this.acquire(accounts, leases, now)
      .then(
        () => this.serve(),
        (error: unknown) => this.unavailable(asked, error),
      )
      .finally(() => {
        this.asking = false;
        if (this.waiting.some((waiter) => !asked.has(waiter) || takesMore(waiter, asked.get(waiter)))) this.schedule();
        else if (this.waiting.length > 0) setTimeout(() => this.ask(), lookAgainMs);
      });
  }

  private async acquire(accounts: MoneyAccount[], leases: MoneyLeaseRequest[], sentAt: number): Promise<void> {
    const { connection, gatewayId } = this.options;
    this.sequence += 1;
    try {
      const request = { gatewayId, sequence: this.sequence, leases };
      const answer = await busRequest(connection, acquireMoney, request, askTimeoutMs);
      this.unavailableUntil = 0;
      accounts.forEach((account, index) => {
        const [lease, asked] = [answer.leases[index], leases[index]];
        if (lease && asked) account.heed(lease, asked, sentAt);
      });
    } catch (error) {
      for (const account of accounts) account.lost();
      throw error;
    }
  }

  /** Lets in whoever can pay now, in the order in which they came; refuses whoever will not be able to, or waited too long. */
  private serve(): void {
    const now = performance.now();
    const waiters = this.waiting;
    this.waiting = [];
    for (const waiter of waiters) {
      const refused = refusal(waiter, now);
      if (refused) settle(waiter, () => waiter.refuse(refused));
      else if (isPayable(waiter, now)) settle(waiter, () => waiter.admit(reserveAll(waiter, now)));
      else if (now >= waiter.until) settle(waiter, () => waiter.refuse(tooBusy(waiter, now)));
      else this.waiting.push(waiter);
    }
  }

  private unavailable(asked: ReadonlyMap<Waiter, unknown>, error: unknown): void {
    this.unavailableUntil = performance.now() + askTimeoutMs;
    this.options.onUnavailable(error);
    this.waiting = this.waiting.filter((waiter) => !asked.has(waiter));
    for (const waiter of asked.keys()) {
      settle(waiter, () => waiter.refuse(new CompletionFailure(moneyUnavailable)));
    }
  }
}

// Than billing was asked for: it was not known yet how much is left.
function takesMore(waiter: Waiter, askedNano = Infinity): boolean {
  return (offerOf(waiter, performance.now())?.nano ?? 0) > askedNano;
}

function settle({ accounts }: Waiter, outcome: () => void): void {
  for (const account of accounts) account.waiters -= 1;
  outcome();
}

function organizationOf(data: Uint8Array): string | undefined {
  try {
    return `organization:${CreditChanged.decode(data).organizationId}`;
  } catch {
    return undefined;
  }
}
