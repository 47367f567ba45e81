import {
  AckPolicy,
  type Consumer,
  DiscardPolicy,
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  type JsMsg,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { UsageBatch, type UsageEvent } from '@belugapi/contracts';
import { Signal } from './signal.js';
import { subjects } from './subjects.js';

/** JetStream's name of the stream that usage events wait in. */
export const usageStream = 'USAGE';
const consumerName = 'billing';
const redeliverAfterMs = 1_000;

/**
 * Makes the stream USAGE and billing's consumer, or brings those that are there up to date; what an operator has set beside
 * our settings stays. Acknowledged messages leave the stream; a full stream refuses new ones (publishers keep theirs), it
 * never forgets old ones.
 * @throws where the server refuses a change (storage and retention of a stream can never change).
 */
export async function ensureUsageStream(connection: NatsConnection): Promise<Consumer> {
  const manager = await jetstreamManager(connection);
  const stream = {
    subjects: [subjects.usageEvents],
    storage: StorageType.File,
    retention: RetentionPolicy.Workqueue,
    discard: DiscardPolicy.New,
  };
  await orElse(
    nameInUse,
    () => manager.streams.add({ name: usageStream, ...stream }),
    () => manager.streams.update(usageStream, stream),
  );
  const consumer = {
    ack_policy: AckPolicy.Explicit,
    // A billing that was killed leaves what it held unacknowledged: it comes again after this long (nanoseconds).
    ack_wait: 5_000_000_000,
    max_ack_pending: 2_000,
  };
  await orElse(
    consumerExists,
    () => manager.consumers.add(usageStream, { durable_name: consumerName, ...consumer }),
    () => manager.consumers.update(usageStream, consumerName, consumer),
  );
  return jetstream(connection).consumers.get(usageStream, consumerName);
}

// Error codes of JetStream's API: there is one of this name, with other settings.
const nameInUse = 10_058;
const consumerExists = 10_148;

async function orElse(code: number, make: () => Promise<unknown>, update: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === code)) throw error;
    await update();
  }
}

export interface UsageConsumption {
  /**
   * Resolves with true once everything that was on the stream at the call is booked, by whichever replica (what a caller has
   * seen the end of is then in the ledger), or with false after `timeoutMs`. Rejects while the server cannot be asked.
   */
  caughtUp(timeoutMs: number): Promise<boolean>;
  /**
   * Where the stream or its consumer is gone, as they are once the server has lost its disk, `make` makes them and what comes
   * from then on is booked. Resolves with whether they were gone. Rejects while the server cannot be asked.
   */
  restore(make: () => Promise<Consumer>): Promise<boolean>;
  /** Waits for the events in hand to be booked, then takes no more. */
  stop(): Promise<void>;
}

export interface UsageConsumptionOptions {
  readonly book: (events: UsageEvent[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** How long events wait for others to be booked with, while nobody waits for them. */
  readonly restMs: number;
}

// Another replica's bookings are not told here.
const lookAgainMs = 10;

/**
 * Feeds usage events to `book`, those of all messages that have arrived in one call, and acknowledges them once it has
 * resolved. When it rejects, `onError` is told and the messages come again.
 */
export async function consumeUsage(
  consumer: Consumer,
  { book, onError, restMs }: UsageConsumptionOptions,
): Promise<UsageConsumption> {
  const arrived: JsMsg[] = [];
  const changed = new Signal();
  let hurried = 0;
  let stopped = false;
  const subscribe = (source: Consumer) =>
    source.consume({
      max_messages: 1_000,
      callback: (message) => {
        arrived.push(message);
        changed.raise();
      },
    });
  let subscription = await subscribe(consumer);

  const rest = async () => {
    const rested = performance.now() + restMs;
    for (let left = restMs; left > 0 && hurried === 0 && !stopped; left = rested - performance.now()) {
      await changed.wait(left);
    }
  };
  const work = (async () => {
    for (;;) {
      while (arrived.length === 0 && !stopped) await changed.wait();
      // Before the booking, so that a short completion's opening and settlement are one.
      await rest();
      if (arrived.length === 0) return;
      const messages: JsMsg[] = [];
      try {
        await book(arrived.splice(0).flatMap((message) => readEvents(message, messages, onError)));
        for (const message of messages) message.ack();
      } catch (error) {
        onError(error);
        for (const message of messages) message.nak(redeliverAfterMs);
      }
      changed.raise();
    }
  })();

  return {
    caughtUp: async (timeoutMs) => {
      const deadline = performance.now() + timeoutMs;
      hurried += 1;
      changed.raise();
      try {
        const { delivered, num_pending: pending, ack_floor: floor } = await consumer.info();
        const target = delivered.stream_seq + pending;
        let booked = floor.stream_seq;
        while (booked < target && performance.now() < deadline) {
          await changed.wait(lookAgainMs);
          booked = (await consumer.info()).ack_floor.stream_seq;
        }
        return booked >= target;
      } finally {
        hurried -= 1;
      }
    },
    restore: async (make) => {
      if (await isThere(consumer)) return false;
      const made = await make();
      // By itself the former one would look again within a minute.
      await subscription.close();
      if (!stopped) subscription = await subscribe(made);
      return true;
    },
    stop: async () => {
      stopped = true;
      await subscription.close();
      changed.raise();
      await work;
    },
  };
}

async function isThere(consumer: Consumer): Promise<boolean> {
  try {
    await consumer.info();
    return true;
  } catch (error) {
    const gone: number[] = [JetStreamApiCodes.StreamNotFound, JetStreamApiCodes.ConsumerNotFound];
    if (error instanceof JetStreamApiError && gone.includes(error.code)) return false;
    throw error;
  }
}

/** Adds a readable message to `messages`; one that cannot be read would come again for ever, so it is ended and told. */
function readEvents(message: JsMsg, messages: JsMsg[], onError: (error: unknown) => void): UsageEvent[] {
  try {
    const { events } = UsageBatch.decode(message.data);
    messages.push(message);
    return events;
  } catch (error) {
    // Without a reason: servers before 2.11 do not know a +TERM that has one, and send the message for ever.
    message.term();
    onError(error);
    return [];
  }
}
