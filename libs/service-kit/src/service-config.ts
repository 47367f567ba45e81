import { z } from 'zod';
import { readConfig } from './read-config.js';

/** Settings that every service has. */
export const serviceConfigSchema = z.object({
  NATS_URL: z.string().default('nats://127.0.0.1:4222'),
  METRICS_HOST: z.string().default('0.0.0.0'),
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(9_464),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json'),
  /** How long a stopping service finishes what it has. */
  BELUGA_GRACE_SECONDS: z.coerce.number().min(0).max(3_600).default(30),
});
export type ServiceConfig = z.output<typeof serviceConfigSchema>;

/** Reads `schema` from the process environment. */
export function configFromEnvironment<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  return readConfig(schema, process.env);
}
