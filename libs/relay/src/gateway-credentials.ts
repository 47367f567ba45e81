import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';

/** Paths of PEM files for the gateway's end of the relay. */
export interface GatewayRelayTls {
  readonly certFile: string;
  readonly keyFile: string;
  /** With it only workers get in whose certificate this authority has signed. */
  readonly clientCaFile?: string | undefined;
  /** How often the files are read again, for a rotation. Default: 10 s. */
  readonly refreshMs?: number;
}

/** What a gateway shows workers: new connections get what the files say now. Throws where they do not go together. */
export class GatewayCredentials extends ServerCredentials {
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly tls: GatewayRelayTls) {
    let shown = readFiles(tls);
    createSecureContext(shown);
    super({ requestCert: tls.clientCaFile !== undefined, rejectUnauthorized: true }, shown);
    const refresh = () => {
      const now = whereUsable(() => readFiles(tls));
      if (!now || isSame(now, shown)) return;
      // In the middle of a rotation the two may not go together yet.
      if (!whereUsable(() => createSecureContext(now))) return;
      shown = now;
      this.updateSecureContextOptions(now);
    };
    this.timer = setInterval(refresh, tls.refreshMs ?? 10_000).unref();
  }

  override _removeWatcher(watcher: Parameters<ServerCredentials['_removeWatcher']>[0]): void {
    super._removeWatcher(watcher);
    clearInterval(this.timer);
  }

  override _equals(other: ServerCredentials): boolean {
    return other instanceof GatewayCredentials && other.tls === this.tls;
  }
}

function readFiles({ certFile, keyFile, clientCaFile }: GatewayRelayTls): SecureContextOptions {
  return {
    cert: readFileSync(certFile, 'utf8'),
    key: readFileSync(keyFile, 'utf8'),
    ...(clientCaFile !== undefined && { ca: readFileSync(clientCaFile, 'utf8') }),
  };
}

// What was read before goes on.
function whereUsable<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isSame(one: SecureContextOptions, other: SecureContextOptions): boolean {
  return one.cert === other.cert && one.key === other.key && one.ca === other.ca;
}
