import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { LaunchError } from './launch-error.js';
import { providers } from '@belugapi/model-catalog';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const logFormats = ['pretty', 'json'] as const;

const wholeNumber = (from: number, to: number, fallback: number) => {
  const message = `must be a whole number from ${from} to ${to}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= from && value <= to, message)
    .default(fallback);
};

const url = (schemes: string[]) =>
  z
    .string()
    .refine(
      (text) => schemes.includes(URL.parse(text)?.protocol.slice(0, -1) ?? ''),
      `must be a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    );

const natsUrls = z
  .string()
  .refine(
    (text) => text.split(',').every((one) => /^(nats|tls|wss?):\/\/[^\s/]+\/?$/.test(one.trim())),
    'must be a URL as nats://host:4222, or several with commas between',
  );

const readableFile = z
  .string()
  .transform((file) => path.resolve(file))
  .refine(isReadable, 'must be the path of a readable file');

const schema = z.object({
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be a host name or an address')
    .default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535, 8_080),
  BELUGA_HOME: z.string().default('.beluga'),
  BELUGA_API_KEY: z
    .string()
    .regex(
      /^bapi_[A-Za-z0-9]{1,64}_[\w-]{8,256}$/,
      'must look like bapi_<id>_<secret>, the secret of at least 8 characters',
    )
    .optional(),
  BELUGA_ADMIN_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{8,256}$/, 'must be 8 to 256 printable ASCII characters without spaces')
    .optional(),
  BELUGA_WORKERS: z
    .string()
    .regex(/^\s*[a-z0-9-]+(\s*,\s*[a-z0-9-]+)*\s*$/, 'must be "all" or provider names with commas between')
    .optional(),
  BELUGA_GATEWAYS: wholeNumber(1, 64, 1),
  BELUGA_CATALOG: readableFile.optional(),
  EDGE_CONFIG: readableFile.optional(),
  NATS_URL: natsUrls.optional(),
  DATABASE_URL: url(['postgres', 'postgresql']).optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  LOG_FORMAT: z.enum(logFormats, `must be one of ${logFormats.join(', ')}`).optional(),
  BELUGA_GRACE_SECONDS: wholeNumber(0, 3_600, 30),
  BELUGA_START_TIMEOUT_SECONDS: wholeNumber(1, 3_600, 90),
});

const baseUrl = url(['http', 'https']);

type Variables = z.infer<typeof schema>;

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
  const environment = Object.fromEntries(set.map(([name, value]) => [name, value.trim()]));
  const parsed = schema.safeParse(environment);
  const problems = (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}.`);
  for (const name of providers.map((provider) => `${provider.toUpperCase()}_BASE_URL`)) {
    const issues = baseUrl.optional().safeParse(environment[name]).error?.issues ?? [];
    problems.push(...issues.map(({ message }) => `${name}: ${message}.`));
  }
  if (!parsed.success || problems.length > 0) throw new LaunchError(problems.join('\n'));
  const read = parsed.data;
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
