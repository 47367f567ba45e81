import { readFileSync } from 'node:fs';
import { type ChannelCredentials, type ChannelOptions, credentials } from '@grpc/grpc-js';

/** Paths of PEM files for the worker's end of the relay. */
export interface WorkerRelayTls {
  /** Who has signed the gateways' certificates. Default: the authorities that Node knows. */
  readonly caFile?: string | undefined;
  /** What the worker shows; both or none. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** The name in the gateways' certificates. Default: the host that the gateway announces. */
  readonly serverName?: string | undefined;
}

/** How a worker's links are opened. Throws where the files do not go together. */
export class WorkerCredentials {
  /** For each channel. */
  readonly options: ChannelOptions;
  private credentials: ChannelCredentials;

  constructor(private readonly tls: WorkerRelayTls | undefined) {
    this.credentials = read(tls);
    this.options = tls?.serverName === undefined ? {} : { 'grpc.ssl_target_name_override': tls.serverName };
  }

  /** Of the files as they are now; in the middle of a rotation, as they were. */
  current(): ChannelCredentials {
    try {
      if (this.tls) this.credentials = read(this.tls);
    } catch {
      // They are read again for the next link.
    }
    return this.credentials;
  }
}

function read(tls: WorkerRelayTls | undefined): ChannelCredentials {
  if (!tls) return credentials.createInsecure();
  const file = (path: string | undefined) => (path === undefined ? null : readFileSync(path));
  return credentials.createSsl(file(tls.caFile), file(tls.keyFile), file(tls.certFile));
}
