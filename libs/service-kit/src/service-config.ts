import { natsUrlSetting } from '@belugapi/settings';
import { z } from 'zod';
import { readConfig } from './read-config.js';
import { fileSetting, portSetting, serverNameSetting } from './shared-settings.js';

/** Settings that every service has. */
export const serviceConfigSchema = z.object({
  NATS_URL: natsUrlSetting({
    description: 'the NATS server, with JetStream; several with commas between; may carry user and password',
  }).default('nats://127.0.0.1:4222'),
  NATS_TLS_CA: fileSetting('authority that has signed the certificate of NATS; set, it insists on TLS'),
  NATS_TLS_CERT: fileSetting('certificate that the service shows NATS'),
  NATS_TLS_KEY: fileSetting('key of that certificate'),
  NATS_TLS_SERVER_NAME: serverNameSetting('name in the certificate of NATS, where it is none of NATS_URL'),
  METRICS_HOST: z.string().default('0.0.0.0').describe('address of the port for /livez, /readyz and /metrics'),
  METRICS_PORT: portSetting(9_464, 'port for /livez, /readyz and /metrics; 0 picks a free one'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
    .default('info')
    .describe('what is logged: this and worse'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json').describe('a JSON object per line, or text for people'),
  BELUGA_GRACE_SECONDS: z.coerce
    .number()
    .min(0)
    .max(3_600)
    .default(30)
    .describe('how long a stopping service finishes what it has'),
});
export type ServiceConfig = z.output<typeof serviceConfigSchema>;

/** Reads `schema` from the process environment. */
export function configFromEnvironment<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  return readConfig(schema, process.env);
}
