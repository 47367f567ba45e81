import {
  AckPolicy,
  type Consumer,
  DiscardPolicy,
  jetstream,
  jetstreamManager,
  type JsMsg,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { UsageBatch, type UsageEvent } from '@belugapi/contracts';
import { subjects } from './subjects.js';

const streamName = 'USAGE';
const consumerName = 'billing';
const redeliverAfterMs = 1_000;

/**
 * Makes the stream USAGE and billing's consumer where they are not there yet. Acknowledged messages leave the stream; a full
 * stream refuses new ones (publishers keep theirs), it never forgets old ones.
 */
export async function ensureUsageStream(connection: NatsConnection): Promise<Consumer> {
  const manager = await jetstreamManager(connection);
  const stream = {
    name: streamName,
    subjects: [subjects.usageEvents],
    storage: StorageType.File,
    retention: RetentionPolicy.Workqueue,
    discard: DiscardPolicy.New,
  };
  await manager.streams.add(stream);
  await manager.consumers.add(streamName, {
    durable_name: consumerName,
    ack_policy: AckPolicy.Explicit,
    // A billing that was killed leaves what it held unacknowledged: it comes again after this long (nanoseconds).
    ack_wait: 5_000_000_000,
    max_ack_pending: 2_000,
  });
  return jetstream(connection).consumers.get(streamName, consumerName);
}

export interface UsageConsumption {
  /** Waits for the events in hand to be booked, then takes no more. */
  stop(): Promise<void>;
}

/**
 * Feeds usage events to `book`, those of all messages that have arrived in one call, and acknowledges them once it has
 * resolved. When it rejects, `onError` is told and the messages come again.
 */
export async function consumeUsage(
  consumer: Consumer,
  book: (events: UsageEvent[]) => Promise<void>,
  onError: (error: unknown) => void,
): Promise<UsageConsumption> {
  const arrived: JsMsg[] = [];
  let wake: (() => void) | undefined;
  let stopped = false;
  const subscription = await consumer.consume({
    max_messages: 500,
    callback: (message) => {
      arrived.push(message);
      wake?.();
    },
  });

  const work = (async () => {
    for (;;) {
      if (arrived.length === 0) {
        if (stopped) return;
        await new Promise<void>((resolve) => (wake = resolve));
        wake = undefined;
        continue;
      }
      const messages: JsMsg[] = [];
      try {
        await book(arrived.splice(0).flatMap((message) => readEvents(message, messages, onError)));
        for (const message of messages) message.ack();
      } catch (error) {
        onError(error);
        for (const message of messages) message.nak(redeliverAfterMs);
      }
    }
  })();

  return {
    stop: async () => {
      stopped = true;
      await subscription.close();
      wake?.();
      await work;
    },
  };
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
