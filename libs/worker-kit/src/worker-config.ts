import { z } from 'zod';
import type { Provider } from '@belugapi/model-catalog';
import { configFromEnvironment } from '@belugapi/service-kit';
import { AllowedHosts } from './images/allowed-hosts.js';

const list = (text: string) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
const seconds = (fallback: number) => z.coerce.number().positive().max(86_400).default(fallback);

const workerConfigSchema = z.object({
  BELUGA_RELAY_TOKEN: z.string({ error: 'is required: the token that gateways and workers share' }).min(1),
  BELUGA_CATALOG: z.string().optional(),
  /** A directory of this process alone, kept over its restarts: usage that JetStream does not take in time goes there. */
  SPOOL_DIR: z.string().optional(),
  WORKER_CAPACITY: z.coerce.number().int().min(1).max(100_000).default(2_000),
  UPSTREAM_CONNECT_SECONDS: seconds(10),
  UPSTREAM_FIRST_BYTE_SECONDS: seconds(600),
  UPSTREAM_SILENCE_SECONDS: seconds(300),
  /** Where pictures may be fetched from although it is no public address. */
  IMAGE_ALLOWED_HOSTS: z
    .string()
    .default('')
    .transform(list)
    .refine((entries) => entries.every(AllowedHosts.isEntry), {
      error: 'must be a comma-separated list of host or host:port',
    }),
  /** How long reasoning is kept for the next turn of a tool loop; 0 keeps none. */
  REASONING_MEMORY_HOURS: z.coerce.number().min(0).max(8_760).default(6),
});
export type WorkerConfig = z.output<typeof workerConfigSchema>;

export function readWorkerConfig(): WorkerConfig {
  return configFromEnvironment(workerConfigSchema);
}

export interface UpstreamConfig {
  readonly keys: readonly string[];
  readonly baseUrl: string;
}

/** `<PROVIDER>_API_KEY` (several, comma-separated, are a pool) and `<PROVIDER>_BASE_URL`. */
export function readUpstreamConfig(provider: Provider, defaultBaseUrl: string): UpstreamConfig {
  const name = provider.toUpperCase();
  const config = configFromEnvironment(
    z.object({
      [`${name}_API_KEY`]: z.string().optional(),
      [`${name}_BASE_URL`]: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).default(defaultBaseUrl),
    }),
  );
  const keys = list(config[`${name}_API_KEY`] ?? '');
  return { keys, baseUrl: (config[`${name}_BASE_URL`] ?? defaultBaseUrl).replace(/\/+$/, '') };
}
