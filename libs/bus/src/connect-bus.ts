import { connect, type NatsConnection } from '@nats-io/transport-node';

export interface BusOptions {
  /** `nats://[user:password@]host:port`, several comma-separated. */
  readonly url: string;
  /** Shown by the server's monitoring. */
  readonly name: string;
}

/**
 * Connects to NATS and stays connected: it waits for a server that is not up yet and reconnects for ever, with jitter.
 * Throws on a malformed URL and on refused credentials.
 */
export async function connectBus({ url, name }: BusOptions): Promise<NatsConnection> {
  const servers = url.split(',').map(parseServer);
  const user = servers.find((server) => server.user !== undefined);
  return connect({
    servers: servers.map((server) => server.address),
    ...(user?.user === undefined ? {} : { user: user.user, pass: user.password ?? '' }),
    name,
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    pingInterval: 10_000,
    maxPingOut: 2,
    // A trace per request costs more than the request itself.
    noAsyncTraces: true,
  });
}

function parseServer(text: string): { address: string; user?: string; password?: string } {
  let url: URL;
  try {
    url = new URL(text.includes('://') ? text.trim() : `nats://${text.trim()}`);
  } catch {
    throw new Error('NATS_URL is not a list of nats://host:port');
  }
  const address = `${url.hostname}:${url.port || '4222'}`;
  if (!url.username) return { address };
  return { address, user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
}
