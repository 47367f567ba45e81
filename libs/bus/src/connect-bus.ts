import { connect, type NatsConnection } from '@nats-io/transport-node';
import { linkOf } from './bus-link.js';

export interface BusOptions {
  /** `nats://[user:password@]host:port`, several comma-separated; `tls://` insists on an encrypted connection. */
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
  const connection = await connect({
    servers: servers.map((server) => server.address),
    ...(user?.user === undefined ? {} : { user: user.user, pass: user.password ?? '' }),
    ...(servers.some((server) => server.encrypted) ? { tls: {} } : {}),
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
  linkOf(connection);
  return connection;
}

interface BusServer {
  readonly address: string;
  readonly encrypted: boolean;
  readonly user?: string;
  readonly password?: string;
}

// Never says what stands there: it may be a password.
const malformed = 'NATS_URL is not a list of nats://host:port';

function parseServer(text: string): BusServer {
  const url = URL.parse(text.includes('://') ? text.trim() : `nats://${text.trim()}`);
  if (!url?.hostname || !['nats:', 'tls:'].includes(url.protocol)) throw new Error(malformed);
  const server = { address: `${url.hostname}:${url.port || '4222'}`, encrypted: url.protocol === 'tls:' };
  if (!url.username) return server;
  try {
    return { ...server, user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    throw new Error(malformed);
  }
}
