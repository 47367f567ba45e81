import { baseUrlForms, providers } from '@belugapi/model-catalog';

/** One environment variable of the launcher, as `--help` shows it. */
export interface Variable {
  name: string;
  default: string;
  meaning: string;
}

const vendors = providers.filter((provider) => provider !== 'edge');

/** All variables, in the order in which `--help` lists them. */
export const variables: Variable[] = [
  { name: 'HOST', default: '127.0.0.1', meaning: "address of the gateway's HTTP port" },
  { name: 'PORT', default: '8080', meaning: "the gateway's HTTP port; 0 picks a free one" },
  { name: 'BELUGA_HOME', default: '.beluga', meaning: 'state: databases, JetStream, keys, ready.json' },
  { name: 'BELUGA_API_KEY', default: 'generated', meaning: 'first key of organisation "default": bapi_<id>_<secret>' },
  { name: 'BELUGA_ADMIN_KEY', default: 'generated', meaning: 'credential of /admin/v1' },
  {
    name: 'BELUGA_WORKERS',
    default: 'by key',
    meaning: '"all", or a comma-separated list; else every provider with a key; edge always',
  },
  { name: 'BELUGA_GATEWAYS', default: '1', meaning: 'gateway processes, all on PORT, each also on a port of its own' },
  { name: 'BELUGA_CATALOG', default: '-', meaning: 'YAML file of catalogue overrides' },
  ...vendors.map((vendor) => ({
    name: `${vendor.toUpperCase()}_API_KEY`,
    default: '-',
    meaning: `credential at ${vendor}; several, comma-separated, are a pool`,
  })),
  ...providers.map((provider) => ({
    name: `${provider.toUpperCase()}_BASE_URL`,
    default: provider === 'edge' ? '-' : "the vendor's",
    meaning: `where calls go (${baseUrlForms[provider]})`,
  })),
  { name: 'EDGE_CONFIG', default: '-', meaning: 'YAML file: the engine of each edge model' },
  { name: 'NATS_URL', default: 'embedded', meaning: 'a NATS server with JetStream instead of the embedded one' },
  { name: 'NATS_SERVER_BIN', default: '-', meaning: 'the nats-server executable to run' },
  { name: 'DATABASE_URL', default: 'embedded', meaning: 'a PostgreSQL server instead of the embedded databases' },
  { name: 'LOG_LEVEL', default: 'info', meaning: 'trace, debug, info, warn, error or fatal' },
  { name: 'LOG_FORMAT', default: 'pretty|json', meaning: 'of the services; pretty on a terminal, else json' },
  { name: 'BELUGA_GRACE_SECONDS', default: '30', meaning: 'how long open streams may go on after ctrl-c' },
  { name: 'BELUGA_START_TIMEOUT_SECONDS', default: '90', meaning: 'how long a service may take to get ready' },
];

/** The text of `--help`. */
export function helpText(): string {
  const width = Math.max(...variables.map(({ name }) => name.length)) + 2;
  const rows = variables.map((row) => `  ${row.name.padEnd(width)}${row.default.padEnd(14)}${row.meaning}`);
  return [
    'Usage: npm start',
    '',
    'Runs the whole of BelugAPI on this machine until ctrl-c. It is set up by environment variables:',
    '',
    `  ${'variable'.padEnd(width)}${'default'.padEnd(14)}meaning`,
    ...rows,
  ].join('\n');
}
