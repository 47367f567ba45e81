import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { UsageBatch, type UsageEvent } from '@belugapi/contracts';
import { subjects } from './subjects.js';

interface Pending {
  readonly event: UsageEvent;
  readonly stored: PromiseWithResolvers<void>;
}

const maximumBatch = 256;
// An acknowledgement that a restart of NATS swallowed is not missed for longer; a second copy does no harm in the ledger.
const acknowledgeTimeoutMs = 2_000;
const firstRetryMs = 50;
const longestRetryMs = 2_000;

/**
 * Writes usage events to JetStream. Events that are published together, and those that come while a message is under way,
 * share a message: measured, a message costs ten times what an event in it does.
 */
export class UsagePublisher {
  private readonly client: JetStreamClient;
  private waiting: Pending[] = [];
  private scheduled = false;
  private underWay = false;

  /** `onUnwritable` hears of an event that cannot be encoded (a count that is negative or not whole): it is left out. */
  constructor(
    connection: NatsConnection,
    private readonly onUnwritable: (event: UsageEvent, error: unknown) => void = warnOfUnwritable,
  ) {
    this.client = jetstream(connection);
  }

  /** Events that are not durable yet. */
  get pending(): number {
    return this.waiting.length;
  }

  /** Resolves when the event is on the stream's disk; never rejects, since it is tried until it is. */
  publish(event: UsageEvent): Promise<void> {
    const stored = Promise.withResolvers<void>();
    this.waiting.push({ event, stored });
    this.schedule();
    return stored.promise;
  }

  /** Resolves when everything published so far is durable. */
  async drained(): Promise<void> {
    // They are stored in order, so the last one says it for all.
    await this.waiting.at(-1)?.stored.promise;
  }

  private schedule(): void {
    if (this.scheduled || this.underWay) return;
    this.scheduled = true;
    // A microtask, so that an event leaves in one write with whatever else this turn sends to NATS; under load the message
    // under way is what gathers the next batch.
    queueMicrotask(() => {
      this.scheduled = false;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    this.underWay = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, maximumBatch);
      const payload = this.encode(batch);
      if (payload.length > 0) await this.store(payload);
      this.waiting.splice(0, batch.length);
      for (const { stored } of batch) stored.resolve();
    }
    this.underWay = false;
  }

  private async store(payload: Uint8Array): Promise<void> {
    for (let delay = firstRetryMs; ; delay = Math.min(delay * 2, longestRetryMs)) {
      try {
        await this.client.publish(subjects.usageEvents, payload, { timeout: acknowledgeTimeoutMs });
        return;
      } catch {
        // NATS is away, or billing has not made the stream yet: the connection logs its own state, we only try again.
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  }

  // One event that cannot be encoded must not hold up the others.
  private encode(batch: readonly Pending[]): Uint8Array {
    try {
      return encodeEvents(batch.map(({ event }) => event));
    } catch {
      return encodeEvents(batch.map(({ event }) => event).filter((event) => this.isEncodable(event)));
    }
  }

  private isEncodable(event: UsageEvent): boolean {
    try {
      encodeEvents([event]);
      return true;
    } catch (error) {
      this.onUnwritable(event, error);
      return false;
    }
  }
}

function encodeEvents(events: UsageEvent[]): Uint8Array {
  return UsageBatch.encode({ events }).finish();
}

function warnOfUnwritable({ completionId, attempt }: UsageEvent, error: unknown): void {
  process.emitWarning(`usage of ${completionId} (attempt ${attempt}) cannot be written: ${String(error)}`);
}
