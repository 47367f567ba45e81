import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { linkOf } from './bus-link.js';
import { busTlsOptions, type BusTls } from './bus-tls.js';
import { inboxPrefix } from './inbox-prefix.js';
import { isLastingFailure } from './is-lasting-failure.js';

export interface BusOptions {
  /** `nats://[user:password@]host:port`, several comma-separated; `tls://` insists on an encrypted connection. */
  readonly url: string;
  /** Shown by the server's monitoring. */
  readonly name: string;
  /** Insists on an encrypted connection, too; its files are read at every connection. */
  readonly tls?: BusTls;
  /** Hears once why there is no connection yet. */
  readonly onWaiting?: (reason: string) => void;
  /** Ends the wait for the first connection. */
  readonly signal?: AbortSignal;
}

/**
 * Connects to NATS and stays connected: it waits for a server that is not up yet and reconnects for ever, with jitter.
 * A user of the URL gets answers in an inbox of its own, see {@link inboxPrefix}.
 * Throws on a malformed URL, on refused credentials, and where TLS fails for a reason that waiting does not mend.
 */
export async function connectBus({ url, name, tls, onWaiting, signal }: BusOptions): Promise<NatsConnection> {
  const servers = url.split(',').map(parseServer);
  const user = servers.find((server) => server.user !== undefined)?.user;
  const encrypted = tls !== undefined || servers.some((server) => server.encrypted);
  const options: ConnectionOptions = {
    servers: servers.map((server) => server.address),
    ...(user && { user: user.name, pass: user.password, inboxPrefix: inboxPrefix(user.name) }),
    ...(encrypted && {
      tls: busTlsOptions(
        tls ?? {},
        servers.map((server) => server.host),
      ),
    }),
    name,
    // A trace per request costs more than the request itself.
    noAsyncTraces: true,
  };
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

interface BusServer {
  readonly host: string;
  readonly address: string;
  readonly encrypted: boolean;
  readonly user?: { readonly name: string; readonly password: string };
}

// Never says what stands there: it may be a password.
const malformed = 'NATS_URL is not a list of nats://host:port';

function parseServer(text: string): BusServer {
  const url = URL.parse(text.includes('://') ? text.trim() : `nats://${text.trim()}`);
  if (!url?.hostname || !['nats:', 'tls:'].includes(url.protocol)) throw new Error(malformed);
  const server = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    address: `${url.hostname}:${url.port || '4222'}`,
    encrypted: url.protocol === 'tls:',
  };
  if (!url.username) return server;
  try {
    const user = { name: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
    return { ...server, user };
  } catch {
    throw new Error(malformed);
  }
}
