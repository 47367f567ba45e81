import type { GatewayRelayTls } from '@belugapi/relay';
import { checkTlsFiles, ConfigError } from '@belugapi/service-kit';

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
  checkTlsFiles({ RELAY_TLS_CERT, RELAY_TLS_KEY }, { RELAY_TLS_CLIENT_CA: clientCaFile });
  if (RELAY_TLS_CERT !== undefined && RELAY_TLS_KEY !== undefined) {
    return { certFile: RELAY_TLS_CERT, keyFile: RELAY_TLS_KEY, clientCaFile };
  }
  // Silence would let in who was to be kept out.
  if (clientCaFile !== undefined) {
    throw new ConfigError('wrong settings:\n  RELAY_TLS_CLIENT_CA: needs RELAY_TLS_CERT and RELAY_TLS_KEY');
  }
  return undefined;
}
