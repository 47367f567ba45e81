import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { knownSettings } from '@belugapi/cli';
import { repositoryRoot } from '@belugapi/up';
import { type ComposeMount, readComposeFile, withNothingSet } from './compose-file.js';
import { environmentOf, finalStage, only } from './dockerfile.js';
import { readSchema, schemaProblems } from './json-schema.js';
import { apps, isVariableOf, read } from './settings.js';

const file = readComposeFile('docker-compose.yml');
const services = Object.entries(file.services);
const ours = services.filter(([, { build }]) => build);
const mounts = (name: string) =>
  (file.services[name]?.volumes ?? []).filter((mount): mount is ComposeMount => typeof mount !== 'string');

describe.each(['docker-compose.yml', 'compose.observability.yaml'])('%s', (name) => {
  it('keeps to the compose specification', () => {
    expect(schemaProblems(readSchema('compose-spec-2.16.2.jsonschema'), readComposeFile(name))).toEqual([]);
  });

  it('pins what it pulls', () => {
    const all = Object.values(readComposeFile(name).services);
    const built = new Set(all.flatMap(({ build, image }) => (build ? [image] : [])));
    const pulled = all.map(({ image }) => image).filter((image) => !built.has(image));
    expect(pulled.filter((image) => !/:v?\d+\.\d+[\w.-]*$/.test(image))).toEqual([]);
  });

  it('mounts files that are there', () => {
    const binds = Object.values(readComposeFile(name).services)
      .flatMap(({ volumes = [] }) => volumes)
      .flatMap((mount) => (typeof mount === 'string' && mount.startsWith('./') ? [mount.split(':')[0] ?? ''] : []));
    for (const bind of binds)
      expect(statSync(path.join(repositoryRoot, bind)).isFile() || bind.includes('/')).toBe(true);
  });
});

it('has every deployable, built from its folder', () => {
  expect(Object.fromEntries(ours.map(([name, { build }]) => [name, build?.args['APP']]))).toEqual(apps);
  for (const [name, { build, image }] of ours) {
    expect(build).toMatchObject({ context: '.', dockerfile: 'deploy/Dockerfile' });
    expect(withNothingSet(image)).toMatch(new RegExp(`^belugapi/${name}:`));
  }
});

it('starts gateway, auth, billing and edge, each vendor by its profile, and all by another', () => {
  const profiles = Object.fromEntries(ours.map(([name, one]) => [name, one.profiles]));
  const vendors = Object.keys(apps).filter((name) => name.startsWith('worker-') && name !== 'worker-edge');
  expect(profiles).toEqual({
    ...Object.fromEntries(['gateway', 'auth', 'billing', 'worker-edge'].map((name) => [name, undefined])),
    ...Object.fromEntries(vendors.map((name) => [name, [name.replace('worker-', ''), 'all']])),
  });
});

it('waits for what a service needs', () => {
  const conditions = (name: string) =>
    Object.entries(file.services[name]?.depends_on ?? {}).map(([on, { condition }]) => `${on} ${condition}`);
  for (const [name, { healthcheck }] of ours) {
    expect(conditions(name)).toEqual(
      expect.arrayContaining(['secrets service_completed_successfully', 'nats service_healthy']),
    );
    expect(healthcheck?.test).toEqual(['CMD', 'node', '/app/healthcheck.mjs', 'readyz']);
  }
  for (const name of ['auth', 'billing']) {
    expect(conditions(name)).toContain(`${name}-migration service_completed_successfully`);
    expect(conditions(`${name}-migration`)).toContain('postgres service_healthy');
    expect(file.services[`${name}-migration`]).toMatchObject({ image: file.services[name]?.image });
  }
  expect(conditions('gateway')).toEqual(expect.arrayContaining(['auth service_healthy', 'billing service_healthy']));
});

it.each(services)('%s is held within bounds', (name, service) => {
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    restart: /^secrets$|-migration$/.test(name) ? 'no' : 'unless-stopped',
    deploy: { resources: { limits: { cpus: expect.any(String), memory: expect.any(String) } } },
  });
  // Only the step that makes the secrets is root, in a container that reaches nothing.
  const user = service.user ?? only(finalStage(read('deploy/Dockerfile')), 'USER');
  expect(user === '0:0').toBe(name === 'secrets');
});

it('keeps what has no business outside from it', () => {
  const outside = services.filter(([, { networks }]) => networks?.some((network) => !file.networks[network]?.internal));
  expect(outside.map(([name]) => name).toSorted()).toEqual(
    Object.keys(apps)
      .filter((name) => name === 'gateway' || name.startsWith('worker-'))
      .toSorted(),
  );
  const published = services
    .filter(([, { ports }]) => ports)
    .map(([name, { ports = [] }]) => [name, ports.map(withNothingSet)]);
  const { PORT = '' } = environmentOf(finalStage(read('deploy/Dockerfile')));
  expect(published).toEqual([['gateway', [`127.0.0.1:8080:${PORT}`]]]);
});

it('lets each service end by itself, however long its streams may go on', () => {
  const longest = knownSettings.find(({ name }) => name === 'BELUGA_GRACE_SECONDS')?.maximum ?? Infinity;
  for (const [name, service] of ours) {
    const minutes = Number(/^(\d+)m$/.exec(service.stop_grace_period ?? '')?.[1]);
    expect({ name, isEnough: minutes * 60 > longest + 5 }).toEqual({ name, isEnough: true });
  }
});

it('names variables that the service reads', () => {
  for (const [name, { environment = {} }] of ours) {
    expect({ name, unread: Object.keys(environment).filter((key) => !isVariableOf(name, key)) }).toEqual({
      name,
      unread: [],
    });
  }
});

it.each(ours)('hands %s every setting that .env may have for it', (name, { environment = {} }) => {
  // Wires are the containers' own, telemetry is compose.observability.yaml's, and the rest is for a stack of one machine.
  const isElsewhere = /^((NATS|RELAY|OTEL)_\w+|LOG_FORMAT|BELUGA_REUSE_PORT|GATEWAY_OWN_PORT)$/;
  // Of the step "secrets", see below.
  const made = ['BELUGA_RELAY_TOKEN', 'BELUGA_ADMIN_KEY', 'BELUGA_API_KEY', 'DATABASE_URL'];
  const given = [environment, environmentOf(finalStage(read('deploy/Dockerfile')))].flatMap(Object.keys);
  const names = knownSettings.filter((setting) => setting.services.includes(name)).map((setting) => setting.name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((one) => !isElsewhere.test(one) && ![...given, ...made].includes(one))).toEqual([]);
});

it('has no secret in it, and no default for one', () => {
  const set = ours.flatMap(([, { environment = {} }]) => Object.entries(environment));
  const secret = set.filter(([name]) => /KEY|TOKEN|PASSWORD|SECRET|URL$/.test(name));
  expect(secret.length).toBeGreaterThan(10);
  expect(secret.filter(([name, value]) => value !== `\${${name}:-}`)).toEqual([]);
});

it('is explained by .env.example, which sets nothing that is secret', () => {
  const files = read('docker-compose.yml') + read('compose.observability.yaml');
  const used = new Set([...files.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
  const example = [...read('.env.example').matchAll(/^(\w+)=(.*)$/gm)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );
  const names = example.map(([name]) => name).filter((name) => name !== 'COMPOSE_PROFILES');
  expect(names.toSorted()).toEqual([...used].toSorted());
  expect(example.filter(([name, value]) => /_KEY$/.test(name) && value !== '')).toEqual([]);
});

describe('the step "secrets"', () => {
  let folder: string;
  const make = (environment: Record<string, string> = {}, ...options: string[]) =>
    execFileSync(process.execPath, [path.join(repositoryRoot, 'deploy/compose/make-secrets.mjs'), ...options], {
      env: { SECRETS_DIR: folder, ...environment },
    }).toString();
  const variables = (service: string) =>
    JSON.parse(
      execFileSync(
        process.execPath,
        [`--env-file=${path.join(folder, service, 'service.env')}`, '--print', 'JSON.stringify(process.env)'],
        { env: {} },
      ).toString(),
    ) as Record<string, string>;

  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'belugapi-secrets-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lays out what each container mounts, for it alone', () => {
    make();
    for (const [name] of services) {
      for (const { source, volume } of mounts(name).filter((mount) => mount.source === 'secrets')) {
        expect({ source, isFolder: statSync(path.join(folder, volume?.subpath ?? '')).isDirectory() }).toEqual({
          source,
          isFolder: true,
        });
        const owner = ['nats', 'postgres'].includes(name) ? name : `${name.replace('-migration', '')}$`;
        expect(volume?.subpath).toMatch(new RegExp(`^${owner}`));
      }
    }
    expect(statSync(path.join(folder, 'secrets.json')).mode & 0o077).toBe(0);
  });

  it('gives each service the secrets that it reads, and no other', () => {
    make();
    const own = {
      gateway: ['BELUGA_ADMIN_KEY', 'BELUGA_RELAY_TOKEN'],
      auth: ['BELUGA_API_KEY', 'DATABASE_URL'],
      billing: ['DATABASE_URL'],
    };
    for (const name of Object.keys(apps)) {
      const expected = own[name as keyof typeof own] ?? ['BELUGA_RELAY_TOKEN'];
      expect(Object.keys(variables(name)).toSorted()).toEqual([...expected, 'NATS_URL'].toSorted());
      expect(Object.keys(variables(name)).filter((key) => !isVariableOf(name, key))).toEqual([]);
    }
    const passwords = Object.keys(apps).map((name) => new URL(variables(name)['NATS_URL'] ?? '').password);
    expect(new Set(passwords).size).toBe(passwords.length);
    expect(passwords.every((password) => /^[A-Za-z]\w{42}$/.test(password))).toBe(true);
  });

  it('makes them once, other ones elsewhere, and takes what it is given', () => {
    make();
    const first = readFileSync(path.join(folder, 'secrets.json'), 'utf8');
    make();
    expect(readFileSync(path.join(folder, 'secrets.json'), 'utf8')).toBe(first);
    expect(make({}, 'show')).toMatch(/^API key {4}bapi_\w+\nadmin key {2}bapi-admin_\w+\nGrafana {4}\w+\n$/);
    make({ BELUGA_API_KEY: 'bapi_mine_12345678' });
    expect(variables('auth')['BELUGA_API_KEY']).toBe('bapi_mine_12345678');
    for (const given of ["it's quoted #1", String.raw`"a\n\`${'x'.repeat(16)}`]) {
      make({ BELUGA_ADMIN_KEY: given });
      expect(variables('gateway')['BELUGA_ADMIN_KEY']).toBe(given);
    }
    expect(() => make({ BELUGA_ADMIN_KEY: "'neither nor`" })).toThrow('BELUGA_ADMIN_KEY: must be of one line');
    rmSync(folder, { recursive: true });
    make();
    expect(JSON.parse(readFileSync(path.join(folder, 'secrets.json'), 'utf8'))).not.toMatchObject({
      relayToken: (JSON.parse(first) as { relayToken: string }).relayToken,
    });
  });
});
