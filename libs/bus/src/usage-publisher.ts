import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { UsageBatch, type UsageEvent } from '@belugapi/contracts';
import { subjects } from './subjects.js';

interface Pending {
  readonly event: UsageEvent;
  readonly stored: () => void;
}

const maximumBatch = 256;
const acknowledgeTimeoutMs = 5_000;
const firstRetryMs = 50;
const longestRetryMs = 2_000;

/**
 * Writes usage events to JetStream. Events of one event-loop turn, and those that come while a message is under way, share
 * a message: measured, a message costs ten times what an event in it does.
 */
export class UsagePublisher {
  private readonly client: JetStreamClient;
  private waiting: Pending[] = [];
  private scheduled = false;
  private underWay = false;
  private idle: (() => void)[] = [];

  constructor(connection: NatsConnection) {
    this.client = jetstream(connection);
  }

  /** Events that are not durable yet. */
  get pending(): number {
    return this.waiting.length;
  }

  /** Resolves when the event is on the stream's disk; never rejects, since it is tried until it is. */
  publish(event: UsageEvent): Promise<void> {
    return new Promise((stored) => {
      this.waiting.push({ event, stored });
      this.schedule();
    });
  }

  /** Resolves when everything published so far is durable. */
  drained(): Promise<void> {
    if (this.waiting.length === 0 && !this.underWay) return Promise.resolve();
    return new Promise((resolve) => this.idle.push(resolve));
  }

  private schedule(): void {
    if (this.scheduled || this.underWay) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    this.underWay = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, maximumBatch);
      await this.store(UsageBatch.encode({ events: batch.map(({ event }) => event) }).finish());
      this.waiting.splice(0, batch.length);
      for (const { stored } of batch) stored();
    }
    this.underWay = false;
    for (const resolve of this.idle.splice(0)) resolve();
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
}
