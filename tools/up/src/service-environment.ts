import path from 'node:path';
import type { LauncherConfig } from './launcher-config.js';
import type { Secrets } from './secrets.js';

/** What the launcher adds to what it was given: the secrets and addresses of this run. */
export interface StackFacts {
  config: LauncherConfig;
  secrets: Secrets;
  natsUrl: string;
  /** The gateways' port: never 0. */
  port: number;
  logFormat: 'pretty' | 'json';
}

type Environment = Record<string, string>;

// What any Node process needs from the machine it runs on, and what configures telemetry. No credential of ours or of a vendor.
const machine = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TMP|TEMP)$/,
  /^(NODE_OPTIONS|NODE_ENV|NODE_EXTRA_CA_CERTS|UV_THREADPOOL_SIZE|SSL_CERT_FILE|SSL_CERT_DIR|LD_LIBRARY_PATH)$/,
  /^(OTEL_\w+|NO_COLOR|FORCE_COLOR|SystemRoot|windir|APPDATA|LOCALAPPDATA)$/,
];
// A duration is nobody's secret, so every service may have every one; how many it reads is its own matter.
const durations = /^[A-Z_]+_SECONDS$/;
const proxies = /^(https?_proxy|no_proxy|all_proxy)$/i;

const pick = (environment: Environment, names: RegExp[]): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => names.some((pattern) => pattern.test(name))));

function forEveryService({ config, secrets, natsUrl, logFormat }: StackFacts): Environment {
  return {
    ...pick(config.environment, [...machine, durations, /^NATS_TLS_\w+$/]),
    NATS_URL: natsUrl,
    METRICS_HOST: '127.0.0.1',
    METRICS_PORT: '0',
    LOG_LEVEL: config.logLevel,
    LOG_FORMAT: logFormat,
    BELUGA_RELAY_TOKEN: secrets.relayToken,
    BELUGA_GRACE_SECONDS: String(config.graceSeconds),
    ...(config.catalog && { BELUGA_CATALOG: config.catalog }),
  };
}

function database(config: LauncherConfig, service: string): Environment {
  const settings = pick(config.environment, [/^DATABASE_POOL_SIZE$/]);
  if (config.databaseUrl) return { ...settings, DATABASE_URL: config.databaseUrl };
  return { ...settings, DATA_DIR: path.join(config.home, service) };
}

/** The whole environment of a migration command, which needs neither bus nor secret. */
export function migrationEnvironment({ config, logFormat }: StackFacts, databaseUrl: string): Environment {
  return {
    ...pick(config.environment, machine),
    LOG_LEVEL: config.logLevel,
    LOG_FORMAT: logFormat,
    DATABASE_URL: databaseUrl,
  };
}

/** The whole environment of a gateway: no vendor's credential and no database. */
export function gatewayEnvironment(facts: StackFacts): Environment {
  const { config, secrets } = facts;
  return {
    ...pick(config.environment, [/^(GATEWAY|RELAY|LIMITS|QUOTA)_\w+$/, /^API_REFERENCE$/, proxies]),
    ...forEveryService(facts),
    HOST: config.host,
    PORT: String(facts.port),
    RELAY_HOST: '127.0.0.1',
    RELAY_PORT: '0',
    BELUGA_ADMIN_KEY: secrets.adminKey,
    ...(config.gateways > 1 && { BELUGA_REUSE_PORT: '1', GATEWAY_OWN_PORT: '0' }),
  };
}

/** The whole environment of auth, which creates the first key. */
export function authEnvironment(facts: StackFacts): Environment {
  const { config, secrets } = facts;
  return {
    ...pick(config.environment, [/^AUTH_\w+$/]),
    ...forEveryService(facts),
    ...database(config, 'auth'),
    BELUGA_API_KEY: secrets.apiKey,
  };
}

/** The whole environment of billing. */
export function billingEnvironment(facts: StackFacts): Environment {
  const { config } = facts;
  return {
    ...pick(config.environment, [/^(BILLING|REASONING)_\w+$/]),
    ...forEveryService(facts),
    ...database(config, 'billing'),
  };
}

/** Where a process keeps usage that NATS does not take: a directory of its own, since each is read by one process. */
export function spoolEnvironment({ config }: StackFacts, service: string): Environment {
  return { SPOOL_DIR: path.join(config.home, 'spool', service) };
}

/** The whole environment of a worker: of all vendors' credentials only its own. */
export function workerEnvironment(facts: StackFacts, provider: string): Environment {
  const { config } = facts;
  const own = new RegExp(`^${provider.toUpperCase().replaceAll('-', '_')}_\\w+$`);
  return {
    ...pick(config.environment, [/^(WORKER|UPSTREAM|IMAGE|REASONING|RELAY_TLS)_\w+$/, proxies, own]),
    ...forEveryService(facts),
    ...(provider === 'edge' && config.edgeConfig && { EDGE_CONFIG: config.edgeConfig }),
  };
}
