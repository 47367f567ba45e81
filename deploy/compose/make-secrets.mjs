// Makes the secrets of a compose installation at its first start and lays out for each container what is its own.
// `show` prints what people need; other arguments are volumes to be opened to users that are not root.
import { randomInt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const home = process.env['SECRETS_DIR'] ?? '/secrets';
const providers = ['openai', 'anthropic', 'google', 'deepseek', 'zhipu', 'minimax', 'moonshot', 'edge'];
const workers = providers.map((provider) => `worker-${provider}`);
const services = ['gateway', 'auth', 'billing', ...workers];

// A letter first: NATS would read a password of digits as a number. 43 characters of 62 are 256 bits.
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const random = (length) => Array.from({ length }, (_, at) => alphabet[randomInt(at === 0 ? 52 : 62)]).join('');

const { apiKey, adminKey, relayToken, grafanaPassword, natsPasswords, databasePasswords } = keepSecrets();
if (process.argv[2] === 'show')
  process.stdout.write(`API key    ${apiKey}\nadmin key  ${adminKey}\nGrafana    ${grafanaPassword}\n`);
else {
  layOut();
  for (const volume of process.argv.slice(2)) chmodSync(volume, 0o1777);
}

// What was made once stays; a service that is new in this release gets its password now.
function keepSecrets() {
  const file = path.join(home, 'secrets.json');
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const passwords = (names, known = {}) => Object.fromEntries(names.map((name) => [name, known[name] ?? random(43)]));
  const secrets = {
    apiKey: process.env['BELUGA_API_KEY'] || kept.apiKey || `bapi_${random(12)}_${random(43)}`,
    adminKey: process.env['BELUGA_ADMIN_KEY'] || kept.adminKey || `bapi-admin_${random(43)}`,
    relayToken: kept.relayToken ?? random(43),
    grafanaPassword: kept.grafanaPassword ?? random(24),
    natsPasswords: passwords(services, kept.natsPasswords),
    databasePasswords: passwords(['postgres', 'auth', 'billing'], kept.databasePasswords),
  };
  write(file, JSON.stringify(secrets, undefined, 2), 0o600);
  return secrets;
}

// Each folder is mounted into one container, so that a file that any user can read is read by one service.
function layOut() {
  for (const service of services) {
    const variables = {
      NATS_URL: `nats://${service}:${natsPasswords[service]}@nats:4222`,
      ...(service === 'gateway' && { BELUGA_ADMIN_KEY: adminKey }),
      ...(service === 'auth' && { BELUGA_API_KEY: apiKey }),
      ...(service in databasePasswords
        ? { DATABASE_URL: `postgresql://${service}:${databasePasswords[service]}@postgres:5432/${service}` }
        : { BELUGA_RELAY_TOKEN: relayToken }),
    };
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${quoted(name, value)}\n`);
    write(path.join(home, service, 'service.env'), lines.join(''));
  }
  const passwords = services.map((service) => {
    return `${service.toUpperCase().replaceAll('-', '_')}_PASSWORD: "${natsPasswords[service]}"\n`;
  });
  write(path.join(home, 'nats/passwords.conf'), passwords.join(''));
  write(path.join(home, 'postgres/password'), databasePasswords.postgres);
  write(path.join(home, 'grafana/password'), grafanaPassword);
  const databases = ['auth', 'billing'].map((name) => {
    return `CREATE ROLE ${name} LOGIN PASSWORD '${databasePasswords[name]}';\nCREATE DATABASE ${name} OWNER ${name};\nREVOKE ALL ON DATABASE ${name} FROM PUBLIC;\n`;
  });
  write(path.join(home, 'postgres-init/databases.sql'), databases.join(''));
}

// Node reads up to the next quote of the same kind, and knows no escape for one.
function quoted(name, value) {
  const quote = ["'", '`'].find((one) => !value.includes(one));
  if (quote === undefined || /[\r\n]/.test(value)) {
    process.stderr.write(`${name}: must be of one line, without ' or without \`\n`);
    process.exit(1);
  }
  return `${quote}${value}${quote}`;
}

function write(file, text, mode = 0o444) {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 });
  const part = `${file}.part`;
  // One that an interrupted run has left cannot be written to: it is read-only, and root has no capabilities here.
  rmSync(part, { force: true });
  writeFileSync(part, text, { mode });
  renameSync(part, file);
}
