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
    const context = readContext(tls);
    super({ requestCert: tls.clientCaFile !== undefined, rejectUnauthorized: true }, context);
    let former = fingerprint(context);
    const refresh = () => {
      const now = readable(tls);
      if (!now || fingerprint(now) === former) return;
      former = fingerprint(now);
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

function readContext({ certFile, keyFile, clientCaFile }: GatewayRelayTls): SecureContextOptions {
  const context = {
    cert: readFileSync(certFile, 'utf8'),
    key: readFileSync(keyFile, 'utf8'),
    ...(clientCaFile !== undefined && { ca: readFileSync(clientCaFile, 'utf8') }),
  };
  createSecureContext(context);
  return context;
}

// In the middle of a rotation: what was read before goes on.
function readable(tls: GatewayRelayTls): SecureContextOptions | undefined {
  try {
    return readContext(tls);
  } catch {
    return undefined;
  }
}

function fingerprint({ cert, key, ca }: SecureContextOptions): string {
  return JSON.stringify([cert, key, ca]);
}
