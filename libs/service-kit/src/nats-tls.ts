import type { BusTls } from '@belugapi/bus';
import type { ServiceConfig } from './service-config.js';
import { checkTlsFiles } from './tls-files.js';

/**
 * How the connection to NATS is encrypted; undefined where only its URL says so.
 * @throws {ConfigError} where a file is missing
 */
export function natsTls(config: ServiceConfig): BusTls | undefined {
  const { NATS_TLS_CA, NATS_TLS_CERT, NATS_TLS_KEY, NATS_TLS_SERVER_NAME: serverName } = config;
  const hasFiles = checkTlsFiles({ NATS_TLS_CERT, NATS_TLS_KEY, NATS_TLS_CA });
  if (!hasFiles && serverName === undefined) return undefined;
  return { caFile: NATS_TLS_CA, certFile: NATS_TLS_CERT, keyFile: NATS_TLS_KEY, serverName };
}
