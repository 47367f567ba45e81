import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { type BusAddress, busConnectionOptions } from './bus-connection-options.js';
import { linkOf } from './bus-link.js';
import { isLastingFailure } from './is-lasting-failure.js';

export interface BusOptions extends BusAddress {
  /** Hears once why there is no connection yet. */
  readonly onWaiting?: (reason: string) => void;
  /** Ends the wait for the first connection. */
  readonly signal?: AbortSignal;
}

/**
 * Connects to NATS and stays connected: it waits for a server that is not up yet and reconnects for ever, with jitter.
 * A user of the URL gets answers in an inbox of its own, see {@link busConnectionOptions}.
 * Throws on a malformed URL, on refused credentials, and where TLS fails for a reason that waiting does not mend.
 */
export async function connectBus({ onWaiting, signal, ...address }: BusOptions): Promise<NatsConnection> {
  const options = busConnectionOptions(address);
  await untilServed(options, onWaiting, signal);
  const connection = await connect({
    ...options,
    // Without it the client forgets those of several servers that are not there now.
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: reconnectMs,
    reconnectJitter: reconnectMs,
    pingInterval: 10_000,
    maxPingOut: 2,
  });
  linkOf(connection);
  return connection;
}

const reconnectMs = 250;

// A client that waits for its first connection never says why, so one that gives up goes first.
async function untilServed(
  options: ConnectionOptions,
  onWaiting: BusOptions['onWaiting'],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let told = false; ; told = true) {
    try {
      const connection = await connect({ ...options, reconnect: false });
      return await connection.close();
    } catch (error) {
      if (isLastingFailure(error)) throw error;
      if (!told) onWaiting?.((error as Error | undefined)?.message ?? 'no connection');
    }
    await sleep(reconnectMs + Math.random() * reconnectMs, undefined, signal && { signal });
  }
}
