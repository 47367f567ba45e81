import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { configFromEnvironment } from '@belugapi/service-kit';

const port = z.coerce.number().int().min(0).max(65_535);
const seconds = (fallback: number) => z.coerce.number().positive().max(86_400).default(fallback);

const gatewayConfigSchema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(8_080),
  /** Several gateways share PORT; each also listens on a port of its own. */
  BELUGA_REUSE_PORT: z.stringbool().default(false),
  GATEWAY_OWN_PORT: port.default(0),
  RELAY_HOST: z.string().default('0.0.0.0'),
  RELAY_PORT: port.default(0),
  /** host that workers reach this replica's relay at; in Kubernetes the pod's address. */
  RELAY_ADVERTISED_HOST: z.string().optional(),
  BELUGA_RELAY_TOKEN: z.string({ error: 'is required: the token that gateways and workers share' }).min(1),
  BELUGA_CATALOG: z.string().optional(),
  COMPLETION_TIMEOUT_SECONDS: seconds(600),
  KEEP_ALIVE_SECONDS: seconds(15),
  /** The status of a request that there is no money left for. */
  QUOTA_STATUS: z
    .enum(['429', '402'])
    .default('429')
    .transform((status) => (status === '402' ? 402 : 429)),
  /** Credential of /admin/v1 beside keys with the scope `admin`. */
  BELUGA_ADMIN_KEY: z.string().min(16).max(512).optional(),
  /** What becomes of the limits while auth cannot be asked: each gateway keeps them by itself, or limited keys get 503. */
  LIMITS_WITHOUT_AUTH: z.enum(['local', 'refuse']).default('local'),
  KEY_CACHE_SECONDS: seconds(60),
  /** How long cached keys go on working while auth cannot be asked. */
  KEY_STALE_SECONDS: seconds(900),
  SETTLE_TIMEOUT_SECONDS: seconds(5),
  /** A directory of this process alone, kept over its restarts: usage that JetStream does not take in time goes there. */
  SPOOL_DIR: z.string().optional(),
});

export type GatewayConfig = z.output<typeof gatewayConfigSchema> & {
  /** New at every start: workers tell a gateway from the one before it. */
  readonly gatewayId: string;
};

export function readGatewayConfig(): GatewayConfig {
  return { ...configFromEnvironment(gatewayConfigSchema), gatewayId: randomUUID() };
}

/** Largest HTTP body, before it is parsed. */
export const bodyLimitBytes = 32 * 1024 * 1024;

/** Bodies above this do not go over the bus, whose own limit is 1 MiB. */
export const busBodyLimitBytes = 512 * 1024;
