import { z } from 'zod';
import type { Provider } from '@belugapi/model-catalog';
import { configFromEnvironment } from '@belugapi/service-kit';

const seconds = (fallback: number) => z.coerce.number().positive().max(86_400).default(fallback);

const workerConfigSchema = z.object({
  BELUGA_RELAY_TOKEN: z.string({ error: 'is required: the token that gateways and workers share' }).min(1),
  BELUGA_CATALOG: z.string().optional(),
  WORKER_CAPACITY: z.coerce.number().int().min(1).max(100_000).default(2_000),
  UPSTREAM_CONNECT_SECONDS: seconds(10),
  UPSTREAM_FIRST_BYTE_SECONDS: seconds(600),
  UPSTREAM_SILENCE_SECONDS: seconds(300),
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
  const keys = (config[`${name}_API_KEY`] ?? '').split(',').map((key) => key.trim());
  return { keys: keys.filter(Boolean), baseUrl: (config[`${name}_BASE_URL`] ?? defaultBaseUrl).replace(/\/+$/, '') };
}
