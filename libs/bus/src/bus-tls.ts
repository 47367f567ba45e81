import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { isIP } from 'node:net';
import type { TlsOptions } from '@nats-io/transport-node';

/** Paths of PEM files, and the name that the server's certificate has to have. */
export interface BusTls {
  /** Who has signed the server's certificate. Default: the authorities that Node knows. */
  readonly caFile?: string | undefined;
  /** What this client shows; both or none. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** Default: a host of the URL. */
  readonly serverName?: string | undefined;
}

/** The client's options for servers at `hosts`: a certificate has to name one of them, or `serverName`. */
export function busTlsOptions({ caFile, certFile, keyFile, serverName }: BusTls, hosts: readonly string[]): TlsOptions {
  const names = serverName === undefined ? hosts : [serverName];
  const options: TlsOptions & Record<string, unknown> = {
    ...(caFile !== undefined && { caFile }),
    ...(certFile !== undefined && { certFile }),
    ...(keyFile !== undefined && { keyFile }),
    ...(serverName !== undefined && !isIP(serverName) && { servername: serverName }),
    // Where the URL has an address the client would ask for a certificate of "localhost", and members of a cluster tell
    // theirs without a name.
    checkServerIdentity: (_host: string, certificate: PeerCertificate) => {
      const refusals = names.map((name) => checkServerIdentity(name, certificate));
      return refusals.includes(undefined) ? undefined : refusals[0];
    },
  };
  return options;
}
