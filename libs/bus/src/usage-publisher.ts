import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { UsageEvent } from '@belugapi/contracts';
import { encodePending, type PendingEvent } from './encode-pending.js';
import { Signal } from './signal.js';
import { subjects } from './subjects.js';
import { UsageSpool } from './usage-spool.js';

interface Pending extends PendingEvent {
  readonly at: number;
  readonly stored: PromiseWithResolvers<void>;
  onSent: (() => void) | undefined;
  durable: boolean;
}

export interface UsageSpoolOptions {
  /** A directory of this process alone, kept over its restarts. */
  readonly directory: string;
  /** After so long without an acknowledgement events go to the directory; well within the time that answers wait. */
  readonly afterMs: number;
  /** Hears of a directory that cannot be written or read. */
  readonly onError: (error: unknown) => void;
}

const maximumBatch = 256;
// An acknowledgement that a restart of NATS swallowed is not missed for longer; a second copy does no harm in the ledger.
const acknowledgeTimeoutMs = 2_000;
const firstRetryMs = 50;
const longestRetryMs = 2_000;

/**
 * Writes usage events to JetStream. Events that are published together, and those that come while a message is under way,
 * share a message: measured, a message costs ten times what an event in it does. With a spool, events that JetStream does
 * not take in time are kept on local disk, and get there when it is back, or when the next process starts.
 */
export class UsagePublisher {
  private readonly client: JetStreamClient;
  private readonly spool: UsageSpool | undefined;
  private waiting: Pending[] = [];
  private scheduled = false;
  private underWay = false;
  private spooling = false;
  private draining: Promise<void> | undefined;
  private overdue: NodeJS.Timeout | undefined;
  // JetStream did not answer in time: events go to the spool at once until it does.
  private away = false;
  private closed = false;
  private readonly closing = new Signal();

  /**
   * `onUnwritable` hears of an event that cannot be encoded (a count that is negative or not whole): it is left out.
   * @throws where the spool's directory cannot be made.
   */
  constructor(
    connection: NatsConnection,
    private readonly onUnwritable: (event: UsageEvent, error: unknown) => void = warnOfUnwritable,
    private readonly spoolOptions?: UsageSpoolOptions,
  ) {
    this.client = jetstream(connection);
    if (!spoolOptions) return;
    this.spool = new UsageSpool(spoolOptions.directory, spoolOptions.onError);
    this.drainSpool();
  }

  /** Events that are not durable yet. */
  get pending(): number {
    return this.waiting.length;
  }

  /** Seconds since the oldest of them was published; 0 where there is none. */
  get pendingSeconds(): number {
    const [oldest] = this.waiting;
    return oldest ? (performance.now() - oldest.at) / 1_000 : 0;
  }

  /** Events are on local disk that JetStream has not got yet. */
  get spooled(): boolean {
    return this.spool?.isEmpty === false;
  }

  /**
   * Resolves when the event is on the stream's disk, or on ours; never rejects, since it is tried until it is. `onSent` is called
   * when it was handed to the connection, or is durable: what it sends on the same connection gets to the server after it.
   */
  publish(event: UsageEvent, onSent?: () => void): Promise<void> {
    const stored = Promise.withResolvers<void>();
    this.waiting.push({ event, at: performance.now(), stored, onSent, durable: false, unwritable: false });
    this.schedule();
    return stored.promise;
  }

  /** Resolves when everything published so far is durable. */
  async drained(): Promise<void> {
    // They are stored in order, so the last one says it for all.
    await this.waiting.at(-1)?.stored.promise;
  }

  /** Waits until everything is durable, then stops; what is spooled stays there for the next process. */
  async close(): Promise<void> {
    await this.drained();
    this.closed = true;
    clearTimeout(this.overdue);
    this.closing.raise();
    await this.draining;
    await this.spool?.finish();
  }

  private schedule(): void {
    if (this.spoolOptions) this.overdue ??= setTimeout(() => this.checkOverdue(), this.spoolOptions.afterMs).unref();
    if (this.scheduled || (this.away ? this.spooling : this.underWay)) return;
    this.scheduled = true;
    // A microtask, so that an event leaves in one write with whatever else this turn sends to NATS; under load the message
    // under way is what gathers the next batch.
    queueMicrotask(() => {
      this.scheduled = false;
      void (this.away ? this.spoolWaiting() : this.flush());
    });
  }

  private async flush(): Promise<void> {
    if (this.underWay) return;
    this.underWay = true;
    while (this.waiting.length > 0 && !this.away) {
      const batch = this.waiting.slice(0, maximumBatch);
      const payload = encodePending(batch, this.onUnwritable);
      const sent = () => batch.forEach(tellSent);
      const spooled = () => batch.every(({ durable }) => durable);
      if (payload.length === 0 || (await this.store(payload, spooled, sent))) this.settle(batch);
    }
    this.underWay = false;
  }

  private settle(batch: readonly Pending[]): void {
    for (const pending of batch) {
      tellSent(pending);
      pending.durable = true;
      pending.stored.resolve();
    }
    if (this.waiting[0] === batch[0]) this.waiting.splice(0, batch.length);
    else this.waiting = this.waiting.filter(({ durable }) => !durable);
  }

  /** Resolves with false where it is given up before it is stored. */
  private async store(payload: Uint8Array, givenUp: () => boolean, sent?: () => void): Promise<boolean> {
    for (let delay = firstRetryMs; ; delay = Math.min(delay * 2, longestRetryMs)) {
      try {
        const acknowledged = this.client.publish(subjects.usageEvents, payload, { timeout: acknowledgeTimeoutMs });
        sent?.();
        await acknowledged;
        this.away = false;
        return true;
      } catch {
        // NATS is away, or billing has not made the stream yet: the connection logs its own state, we only try again.
        if (!givenUp()) await this.closing.wait(delay);
        if (givenUp()) return false;
      }
    }
  }

  private checkOverdue(): void {
    this.overdue = undefined;
    const [oldest] = this.waiting;
    if (!oldest || !this.spoolOptions) return;
    const left = oldest.at + this.spoolOptions.afterMs - performance.now();
    if (left <= 0) void this.spoolWaiting();
    else this.overdue = setTimeout(() => this.checkOverdue(), left).unref();
  }

  private async spoolWaiting(): Promise<void> {
    if (!this.spool || this.spooling) return;
    this.spooling = true;
    this.away = true;
    try {
      while (this.away && this.waiting.length > 0) {
        const batch = [...this.waiting];
        await this.spool.append(this.payloadsOf(batch));
        this.settle(batch);
      }
    } catch (error) {
      // Back to keeping them in memory.
      this.away = false;
      this.spoolOptions?.onError(error);
    }
    this.spooling = false;
    if (this.waiting.length > 0) this.schedule();
    this.drainSpool();
  }

  private drainSpool(): void {
    const { spool } = this;
    if (!spool || spool.isEmpty || this.draining || this.closed) return;
    const ended = new Error('the publisher was closed');
    const store = async (payload: Uint8Array) => {
      if (!(await this.store(payload, () => this.closed))) throw ended;
    };
    this.draining = spool
      .drain(store)
      .catch(async (error: unknown) => {
        if (error === ended) return;
        this.spoolOptions?.onError(error);
        await this.closing.wait(longestRetryMs);
      })
      .finally(() => {
        this.draining = undefined;
        this.drainSpool();
      });
  }

  private payloadsOf(pending: readonly Pending[]): Uint8Array[] {
    const payloads: Uint8Array[] = [];
    for (let start = 0; start < pending.length; start += maximumBatch) {
      const payload = encodePending(pending.slice(start, start + maximumBatch), this.onUnwritable);
      if (payload.length > 0) payloads.push(payload);
    }
    return payloads;
  }
}

function tellSent(pending: Pending): void {
  pending.onSent?.();
  pending.onSent = undefined;
}

function warnOfUnwritable({ completionId, attempt }: UsageEvent, error: unknown): void {
  process.emitWarning(`usage of ${completionId} (attempt ${attempt}) cannot be written: ${String(error)}`);
}
