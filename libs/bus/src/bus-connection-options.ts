import type { ConnectionOptions } from '@nats-io/transport-node';
import { busTlsOptions, type BusTls } from './bus-tls.js';
import { inboxPrefix } from './inbox-prefix.js';

/** Which servers, as whom, and how encrypted. */
export interface BusAddress {
  /** `nats://[user:password@]host:port`, several comma-separated; `tls://` insists on an encrypted connection. */
  readonly url: string;
  /** Shown by the server's monitoring. */
  readonly name: string;
  /** Insists on an encrypted connection, too; its files are read at every connection. */
  readonly tls?: BusTls | undefined;
}

/**
 * What the client library is told of an address, whoever connects: servers, credentials, an inbox of the user's own
 * (see {@link inboxPrefix}) and TLS. Throws on a malformed URL, in words that have nothing of it.
 */
export function busConnectionOptions({ url, name, tls }: BusAddress): ConnectionOptions {
  const servers = url.split(',').map(parseServer);
  const user = servers.find((server) => server.user !== undefined)?.user;
  const encrypted = tls !== undefined || servers.some((server) => server.encrypted);
  return {
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
