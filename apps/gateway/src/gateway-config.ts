import { randomUUID } from 'node:crypto';
import type { Catalog } from '@belugapi/model-catalog';
import type { GatewayRelayTls } from '@belugapi/relay';
import { z } from 'zod';
import {
  catalogSetting,
  configFromEnvironment,
  fileSetting,
  portSetting,
  readCatalog,
  relayTokenSetting,
  secondsSetting,
  spoolSetting,
} from '@belugapi/service-kit';
import { gatewayRelayTls } from './gateway-relay-tls.js';
import { buckets } from './observation/latency-buckets.js';

// Prometheus makes a series of each bound, and three more: of what lies beyond them, the sum and the count.
const seriesByModel = [buckets.overhead, buckets.firstToken, buckets.interToken].reduce(
  (sum, bounds) => sum + bounds.length + 3,
  0,
);

export const gatewayConfigSchema = z.object({
  HOST: z.string().default('127.0.0.1').describe('address of the HTTP port'),
  PORT: portSetting(8_080, 'the HTTP port; 0 picks a free one'),
  BELUGA_REUSE_PORT: z
    .stringbool()
    .default(false)
    .describe('several gateways of one machine share PORT; each also listens on a port of its own'),
  GATEWAY_OWN_PORT: portSetting(0, 'that port of its own; 0 picks a free one'),
  RELAY_HOST: z.string().default('0.0.0.0').describe('address that workers’ links are accepted on'),
  RELAY_PORT: portSetting(0, 'port that workers’ links are accepted on; 0 picks a free one'),
  RELAY_ADVERTISED_HOST: z.string().optional().meta({
    description: 'host that workers reach this replica’s relay at; in Kubernetes the pod’s address',
    defaultIs: 'RELAY_HOST',
  }),
  RELAY_TLS_CERT: fileSetting('certificate for the relay: the gateway’s, and what a worker shows gateways'),
  RELAY_TLS_KEY: fileSetting('key of that certificate'),
  RELAY_TLS_CLIENT_CA: fileSetting('workers have to show a certificate that this authority has signed'),
  BELUGA_RELAY_TOKEN: relayTokenSetting,
  BELUGA_CATALOG: catalogSetting,
  COMPLETION_TIMEOUT_SECONDS: secondsSetting(
    600,
    'how long an answer may take; a caller shortens it with `x-beluga-timeout-ms`',
  ),
  KEEP_ALIVE_SECONDS: secondsSetting(15, 'silence after which a stream gets a comment'),
  QUOTA_STATUS: z
    .enum(['429', '402'])
    .default('429')
    .transform((status) => (status === '402' ? 402 : 429))
    .describe('status of a request that there is no money left for'),
  API_REFERENCE: z
    .stringbool()
    .default(true)
    .describe('whether /openapi.json and /docs, the page that shows it, are there'),
  BELUGA_ADMIN_KEY: z.string().min(16).max(512).optional().meta({
    description: 'credential of /admin/v1, beside keys with the scope `admin`',
    secret: true,
  }),
  LIMITS_WITHOUT_AUTH: z
    .enum(['local', 'refuse'])
    .default('local')
    .describe('while auth cannot be asked: each gateway keeps the limits by itself, or limited keys get 503'),
  KEY_CACHE_SECONDS: secondsSetting(60, 'how long a gateway trusts what auth said of a key'),
  KEY_STALE_SECONDS: secondsSetting(900, 'how long a known key goes on working while auth cannot be asked'),
  SETTLE_TIMEOUT_SECONDS: secondsSetting(5, 'how long an answer’s beginning and end wait for its usage to be on disk'),
  SPOOL_DIR: spoolSetting,
  GATEWAY_REQUEST_LOG: z.stringbool().default(true).describe('one line in the log for each request, at level info'),
  GATEWAY_METRICS_KEYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000)
    .default(0)
    .describe(
      'keys that get a label of their own in metrics, by their public id, first come first; the others are `other`',
    ),
  GATEWAY_METRICS_LATENCY_BY: z
    .enum(['provider', 'model'])
    .default('provider')
    .describe(`what latencies are told by; \`model\` makes ${seriesByModel} series for each model`),
});

export type GatewayConfig = z.output<typeof gatewayConfigSchema> & {
  /** New at every start: workers tell a gateway from the one before it. */
  readonly gatewayId: string;
  readonly relayTls: GatewayRelayTls | undefined;
  readonly catalog: Catalog;
};

export function readGatewayConfig(): GatewayConfig {
  const config = configFromEnvironment(gatewayConfigSchema);
  const catalog = readCatalog(config.BELUGA_CATALOG);
  return { ...config, gatewayId: randomUUID(), relayTls: gatewayRelayTls(config), catalog };
}

/** Largest HTTP body, before it is parsed. */
export const bodyLimitBytes = 32 * 1024 * 1024;

/** Bodies above this do not go over the bus, whose own limit is 1 MiB: JSON that is written anew grows up to 4.4 times (`1e20,`). */
export const busBodyLimitBytes = 224 * 1024;
