import { z } from 'zod';
import { baseUrlForms, type Catalog, type Provider } from '@belugapi/model-catalog';
import type { WorkerRelayTls } from '@belugapi/relay';
import {
  catalogSetting,
  configFromEnvironment,
  fileSetting,
  readCatalog,
  reasoningHoursSetting,
  relayTokenSetting,
  secondsSetting,
  serverNameSetting,
  spoolSetting,
} from '@belugapi/service-kit';
import { AllowedHosts } from './images/allowed-hosts.js';
import { workerRelayTls } from './worker-relay-tls.js';

const list = (text: string) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

const urlForm = 'must be an http(s) URL';
const hostsForm = 'must be a comma-separated list of host or host:port';

export const workerConfigSchema = z.object({
  RELAY_TLS_CA: fileSetting('authority that has signed the gateways’ certificates; set, the relay is encrypted'),
  RELAY_TLS_CERT: fileSetting('certificate for the relay: the gateway’s, and what a worker shows gateways'),
  RELAY_TLS_KEY: fileSetting('key of that certificate'),
  RELAY_TLS_SERVER_NAME: serverNameSetting(
    'name in the gateways’ certificates, where it is not the host that each announces',
  ),
  BELUGA_RELAY_TOKEN: relayTokenSetting,
  BELUGA_CATALOG: catalogSetting,
  SPOOL_DIR: spoolSetting,
  WORKER_CAPACITY: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(2_000)
    .describe('completions that a vendor’s worker runs at once; more are answered busy'),
  UPSTREAM_CONNECT_SECONDS: secondsSetting(10, 'for a connection to a vendor'),
  UPSTREAM_FIRST_BYTE_SECONDS: secondsSetting(600, 'from a call to the vendor’s status line'),
  UPSTREAM_SILENCE_SECONDS: secondsSetting(300, 'between two pieces of a vendor’s answer'),
  UPSTREAM_TRACEPARENT: z
    .stringbool()
    .default(false)
    .describe('vendors are told of the trace that a call belongs to, in the header `traceparent`'),
  IMAGE_ALLOWED_HOSTS: z
    .string()
    .regex(AllowedHosts.listForm, hostsForm)
    .default('')
    .transform(list)
    .refine((entries) => entries.every(AllowedHosts.isEntry), { error: hostsForm })
    .meta({
      description:
        '`host` or `host:port`, comma-separated: pictures may come from there although it is no public address',
      mustBe: hostsForm,
    }),
  REASONING_MEMORY_HOURS: reasoningHoursSetting,
});
export type WorkerConfig = z.output<typeof workerConfigSchema> & {
  readonly relayTls: WorkerRelayTls | undefined;
  readonly catalog: Catalog;
};

export function readWorkerConfig(): WorkerConfig {
  const config = configFromEnvironment(workerConfigSchema);
  return { ...config, relayTls: workerRelayTls(config), catalog: readCatalog(config.BELUGA_CATALOG) };
}

export interface UpstreamConfig {
  readonly keys: readonly string[];
  readonly baseUrl: string;
}

/** The schema of `<PROVIDER>_API_KEY` and `<PROVIDER>_BASE_URL`. */
export function upstreamConfigSchema(provider: Provider, defaultBaseUrl: string) {
  const name = provider.toUpperCase();
  return z.object({
    [`${name}_API_KEY`]: z
      .string()
      .optional()
      .meta({
        description: `credential at ${provider}; several, comma-separated, are a pool`,
        secret: true,
      }),
    [`${name}_BASE_URL`]: z
      .url({ protocol: /^https?$/, error: urlForm })
      .default(defaultBaseUrl)
      .meta({ description: `where calls go (${baseUrlForms[provider]})`, mustBe: urlForm }),
  });
}

/** `<PROVIDER>_API_KEY` (several, comma-separated, are a pool) and `<PROVIDER>_BASE_URL`. */
export function readUpstreamConfig(provider: Provider, defaultBaseUrl: string): UpstreamConfig {
  const name = provider.toUpperCase();
  const config = configFromEnvironment(upstreamConfigSchema(provider, defaultBaseUrl));
  const keys = list(config[`${name}_API_KEY`] ?? '');
  return { keys, baseUrl: (config[`${name}_BASE_URL`] ?? defaultBaseUrl).replace(/\/+$/, '') };
}
