import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { LaunchError } from './launch-error.js';
import { baseUrlForms, providers } from '@belugapi/model-catalog';
import { describeSettings, natsUrlSetting, postgresUrlSetting, readSettings } from '@belugapi/settings';

const wholeNumber = (from: number, to: number, fallback: number, description: string) =>
  z.coerce.number().int().min(from).max(to).default(fallback).describe(description);

/** A text of one form; `mustBe` says which. */
const formed = (form: RegExp, mustBe: string, meta: { description: string; secret?: boolean; defaultIs?: string }) =>
  z
    .string()
    .regex(form, mustBe)
    .meta({ ...meta, mustBe });

const readableFile = (description: string) =>
  z
    .string()
    .transform((file) => path.resolve(file))
    .refine(isReadable, 'must be the path of a readable file')
    .optional()
    .meta({ description, isFile: true });

const vendors = providers.filter((provider) => provider !== 'edge');
const credentials = Object.fromEntries(
  vendors.map((vendor) => {
    const description = `credential at ${vendor}; several, comma-separated, are a pool`;
    return [`${vendor.toUpperCase()}_API_KEY`, z.string().optional().meta({ description, secret: true })];
  }),
);
const baseUrls = Object.fromEntries(
  providers.map((provider) => {
    const meta = {
      description: `where calls go (${baseUrlForms[provider]})`,
      mustBe: 'must be a URL that starts with http:// or https://',
      ...(provider !== 'edge' && { defaultIs: "the vendor's" }),
    };
    return [
      `${provider.toUpperCase()}_BASE_URL`,
      z
        .url({ protocol: /^https?$/ })
        .optional()
        .meta(meta),
    ];
  }),
);

export const launcherSchema = z.object({
  HOST: formed(/^[\w.:-]+$/, 'must be a host name or an address', {
    description: "address of the gateway's HTTP port",
  }).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535, 8_080, "the gateway's HTTP port; 0 picks a free one"),
  BELUGA_HOME: z.string().default('.beluga').describe('state: databases, JetStream, keys, ready.json'),
  BELUGA_API_KEY: formed(
    /^bapi_[A-Za-z0-9]{1,64}_[\w-]{8,256}$/,
    'must be bapi_<id>_<secret>, the secret of at least 8 characters',
    { description: 'first key of organisation "default": `bapi_<id>_<secret>`', secret: true, defaultIs: 'generated' },
  ).optional(),
  BELUGA_ADMIN_KEY: formed(/^[\x21-\x7e]{16,256}$/, 'must be 16 to 256 printable ASCII characters without spaces', {
    description: 'credential of `/admin/v1`',
    secret: true,
    defaultIs: 'generated',
  }).optional(),
  BELUGA_WORKERS: formed(
    /^\s*[a-z0-9-]+(\s*,\s*[a-z0-9-]+)*\s*$/,
    'must be "all" or provider names with commas between',
    {
      description: '"all", or a comma-separated list; else every provider with a key; edge always',
      defaultIs: 'by key',
    },
  ).optional(),
  BELUGA_GATEWAYS: wholeNumber(1, 64, 1, 'gateway processes, all on PORT, each also on a port of its own'),
  BELUGA_CATALOG: readableFile('YAML file of catalogue overrides'),
  ...credentials,
  ...baseUrls,
  EDGE_CONFIG: readableFile('YAML file: the engine of each edge model'),
  NATS_URL: natsUrlSetting({
    description: 'a NATS server with JetStream instead of the embedded one',
    defaultIs: 'embedded',
  }).optional(),
  NATS_SERVER_BIN: z.string().optional().describe('the nats-server executable to run'),
  DATABASE_URL: postgresUrlSetting({
    description: 'a PostgreSQL server instead of the embedded databases',
    defaultIs: 'embedded',
  }).optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
    .default('info')
    .describe('trace, debug, info, warn, error or fatal'),
  LOG_FORMAT: z
    .enum(['pretty', 'json'])
    .optional()
    .meta({ description: 'of the services; pretty on a terminal, else json', defaultIs: 'pretty|json' }),
  BELUGA_GRACE_SECONDS: wholeNumber(0, 3_600, 30, 'how long open streams may go on after ctrl-c'),
  BELUGA_START_TIMEOUT_SECONDS: wholeNumber(1, 3_600, 90, 'how long a service may take to get ready'),
});

type Variables = z.infer<typeof launcherSchema>;

/** The launcher's variables, in the order in which `--help` lists them. */
export const launcherSettings = describeSettings(launcherSchema);

/** What the launcher was asked to do, checked. */
export interface LauncherConfig {
  host: string;
  /** 0: pick one. */
  port: number;
  /** Absolute path. */
  home: string;
  apiKey: string | undefined;
  adminKey: string | undefined;
  /** Undefined: one for every provider with a key. */
  workers: 'all' | string[] | undefined;
  gateways: number;
  catalog: string | undefined;
  edgeConfig: string | undefined;
  natsUrl: string | undefined;
  databaseUrl: string | undefined;
  logLevel: Variables['LOG_LEVEL'];
  logFormat: Variables['LOG_FORMAT'];
  graceSeconds: number;
  startTimeoutSeconds: number;
  /** Everything that was set, for the variables that are the services' own. */
  environment: Record<string, string>;
}

/**
 * Reads the launcher's variables; an empty one counts as not set. `root` is where the default home lies.
 * Throws `LaunchError` with one line for each variable that is wrong; no line shows a value that may be secret.
 */
export function readLauncherConfig(source: Record<string, string | undefined>, root: string): LauncherConfig {
  const set = Object.entries(source).filter((entry): entry is [string, string] => !!entry[1]?.trim());
  const trimmed = Object.fromEntries(set.map(([name, value]) => [name, value.trim()]));
  const result = readSettings(launcherSchema, trimmed);
  if ('problems' in result)
    throw new LaunchError(result.problems.map(({ name, message }) => `${name}: ${message}.`).join('\n'));
  const { settings: read, environment } = result;
  return {
    host: read.HOST,
    port: read.PORT,
    home: environment['BELUGA_HOME'] ? path.resolve(read.BELUGA_HOME) : path.join(root, read.BELUGA_HOME),
    apiKey: read.BELUGA_API_KEY,
    adminKey: read.BELUGA_ADMIN_KEY,
    workers: workersOf(read.BELUGA_WORKERS),
    gateways: read.BELUGA_GATEWAYS,
    catalog: read.BELUGA_CATALOG,
    edgeConfig: read.EDGE_CONFIG,
    natsUrl: read.NATS_URL,
    databaseUrl: read.DATABASE_URL,
    logLevel: read.LOG_LEVEL,
    logFormat: read.LOG_FORMAT,
    graceSeconds: read.BELUGA_GRACE_SECONDS,
    startTimeoutSeconds: read.BELUGA_START_TIMEOUT_SECONDS,
    environment,
  };
}

function workersOf(text: string | undefined): LauncherConfig['workers'] {
  const names = text?.split(',').map((name) => name.trim());
  return names?.includes('all') ? 'all' : names;
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
