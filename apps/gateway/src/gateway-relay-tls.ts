import type { GatewayRelayTls } from '@belugapi/relay';
import { checkTlsFiles } from '@belugapi/service-kit';

/** Those of the gateway's settings that name files. */
export interface RelayFiles {
  readonly RELAY_TLS_CERT?: string | undefined;
  readonly RELAY_TLS_KEY?: string | undefined;
  readonly RELAY_TLS_CLIENT_CA?: string | undefined;
}

/**
 * How the gateway's end of the relay is encrypted; undefined for plain text.
 * @throws {ConfigError} where a file is missing
 */
export function gatewayRelayTls(config: RelayFiles): GatewayRelayTls | undefined {
  const { RELAY_TLS_CERT, RELAY_TLS_KEY, RELAY_TLS_CLIENT_CA: clientCaFile } = config;
  checkTlsFiles({ RELAY_TLS_CERT, RELAY_TLS_KEY, RELAY_TLS_CLIENT_CA: clientCaFile });
  // That they stand together, and beside the authority for workers, is a rule of the settings.
  if (RELAY_TLS_CERT === undefined || RELAY_TLS_KEY === undefined) return undefined;
  return { certFile: RELAY_TLS_CERT, keyFile: RELAY_TLS_KEY, clientCaFile };
}
