import type { WorkerRelayTls } from '@belugapi/relay';
import { checkTlsFiles } from '@belugapi/service-kit';

/** Those of a worker's settings that are about the relay's certificates. */
export interface RelayTlsSettings {
  readonly RELAY_TLS_CA?: string | undefined;
  readonly RELAY_TLS_CERT?: string | undefined;
  readonly RELAY_TLS_KEY?: string | undefined;
  readonly RELAY_TLS_SERVER_NAME?: string | undefined;
}

/**
 * How a worker's links are encrypted; undefined for plain text.
 * @throws {ConfigError} where a file is missing
 */
export function workerRelayTls(config: RelayTlsSettings): WorkerRelayTls | undefined {
  const { RELAY_TLS_CA, RELAY_TLS_CERT, RELAY_TLS_KEY, RELAY_TLS_SERVER_NAME: serverName } = config;
  const hasFiles = checkTlsFiles({ RELAY_TLS_CERT, RELAY_TLS_KEY, RELAY_TLS_CA });
  if (!hasFiles && serverName === undefined) return undefined;
  return { caFile: RELAY_TLS_CA, certFile: RELAY_TLS_CERT, keyFile: RELAY_TLS_KEY, serverName };
}
