import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { usageStream } from './usage-stream.js';

/** Usage that JetStream has and nobody has booked. */
export interface UsageBacklog {
  /** Each holds up to 256 events. */
  readonly messages: number;
  /** Seconds since the oldest came, by the server's clock; 0 where there is none. */
  readonly ageSeconds: number;
}

// The library's own five seconds are half of what a scrape of the metrics may take.
const waitMs = 2_000;

/**
 * Asks JetStream what is not booked yet: booked messages leave the stream. Rejects while the server cannot be asked, after two
 * seconds.
 */
export async function usageBacklog(connection: NatsConnection): Promise<UsageBacklog> {
  const manager = await jetstreamManager(connection, { checkAPI: false, timeout: waitMs });
  const { state, ts } = await manager.streams.info(usageStream);
  if (state.messages === 0) return { messages: 0, ageSeconds: 0 };
  // Servers before 2.10 do not tell the time.
  const age = (ts === undefined ? Date.now() : Date.parse(ts)) - Date.parse(state.first_ts);
  return { messages: state.messages, ageSeconds: Math.max(0, age / 1_000) };
}
