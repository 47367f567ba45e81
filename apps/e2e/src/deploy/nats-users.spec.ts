import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { connect } from '@nats-io/transport-node';
import { parse } from 'yaml';
import { repositoryRoot } from '@belugapi/up';
import { isAllowedOnBus } from './bus-permission.js';
import { type ConfiguredNats, startConfiguredNats } from '@belugapi/testing';
import { apps, read } from './settings.js';

const services = Object.keys(apps);
const workers = services.filter((service) => service.startsWith('worker-'));
// Edge remembers no reasoning.
const vendors = workers.filter((worker) => worker !== 'worker-edge');
const requests = [...read('libs/bus/src/requests.ts').matchAll(/subject: '([\w.-]+)'/g)].map(
  ([, subject = '']) => subject,
);
const ofAuth = requests.filter((subject) => subject.startsWith('auth.'));
const ofBilling = requests.filter((subject) => subject.startsWith('billing.'));
const dispatch = (worker: string) => `completions.v1.${worker.replace('worker-', '')}`;
const plain = Object.fromEntries(
  [...read('libs/bus/src/subjects.ts').matchAll(/(\w+): '([\w.-]+)'/g)].map(([, name = '', subject = '']) => [
    name,
    subject,
  ]),
) as Record<'gatewayAnnounce' | 'workerStarted' | 'principalChanged' | 'creditChanged' | 'usageEvents', string>;

type Row = readonly [user: string, verb: 'publish' | 'subscribe', subject: string, queue?: string];

const inbox = (user: string) => `_INBOX_${user}.abc`;
const everybody: Row[] = services.map((service) => [service, 'subscribe', `${inbox(service)}.*`]);
const allowed: Row[] = [
  ...everybody,
  ...requests.map((subject): Row => ['gateway', 'publish', subject]),
  ...workers.map((worker): Row => ['gateway', 'publish', dispatch(worker)]),
  ['gateway', 'publish', plain.gatewayAnnounce],
  ['gateway', 'publish', plain.usageEvents],
  ['gateway', 'subscribe', plain.workerStarted],
  ['gateway', 'subscribe', plain.principalChanged],
  ...ofAuth.map((subject): Row => ['auth', 'subscribe', subject, 'auth']),
  ['auth', 'publish', plain.principalChanged],
  ...ofBilling.map((subject): Row => ['billing', 'subscribe', subject, 'billing']),
  ['billing', 'publish', plain.creditChanged],
  ['gateway', 'subscribe', plain.creditChanged],
  ['billing', 'publish', '$JS.API.STREAM.CREATE.USAGE'],
  ['billing', 'publish', '$JS.API.STREAM.UPDATE.USAGE'],
  ['billing', 'publish', '$JS.API.CONSUMER.MSG.NEXT.USAGE.billing'],
  ['billing', 'publish', '$JS.API.STREAM.CREATE.KV_REASONING'],
  ['billing', 'publish', '$JS.ACK.USAGE.billing.1.2.3.4.5'],
  ...workers.flatMap((worker): Row[] => [
    [worker, 'subscribe', dispatch(worker), 'workers'],
    [worker, 'subscribe', plain.gatewayAnnounce],
    [worker, 'publish', plain.workerStarted],
    [worker, 'publish', plain.usageEvents],
  ]),
  ...vendors.flatMap((worker): Row[] => [
    [worker, 'publish', '$KV.REASONING.key'],
    [worker, 'publish', '$JS.API.DIRECT.GET.KV_REASONING.$KV.REASONING.key'],
  ]),
];
const denied: Row[] = [
  ...services.map((service): Row => [service, 'subscribe', '>']),
  // Nobody hears an answer that is another's, or gives one that it was not asked for.
  ...services.flatMap((service) =>
    services.filter((other) => other !== service).map((other): Row => [service, 'subscribe', `${inbox(other)}.*`]),
  ),
  ...services.map((service): Row => [service, 'subscribe', '*.>']),
  ...services.map((service): Row => [service, 'subscribe', '_INBOX.abc.*']),
  ...services.flatMap((service) => services.map((other): Row => [service, 'publish', `${inbox(other)}.def`])),
  ...services.map((service): Row => [service, 'publish', '$JS.API.STREAM.DELETE.USAGE']),
  ...services.map((service): Row => [service, 'publish', '$SYS.REQ.SERVER.PING']),
  // Nobody listens in on what another is asked.
  ...services
    .filter((service) => service !== 'auth')
    .map((service): Row => [service, 'subscribe', 'auth.v1.verify-key']),
  ['auth', 'subscribe', 'auth.v1.verify-key'],
  ...workers.map((worker): Row => ['worker-edge', 'subscribe', dispatch(worker)]),
  ['worker-edge', 'subscribe', 'completions.v1.openai', 'workers'],
  // Keys are made by a gateway's administrator only, and its word alone makes a gateway.
  ...services
    .filter((service) => service !== 'gateway')
    .map((service): Row => [service, 'publish', 'auth.v1.create-key']),
  ...workers.map((worker): Row => [worker, 'publish', plain.gatewayAnnounce]),
  ...workers.map((worker): Row => [worker, 'publish', plain.principalChanged]),
  ...workers.map((worker): Row => [worker, 'publish', dispatch('worker-openai')]),
  ['gateway', 'publish', plain.creditChanged],
  ['auth', 'publish', plain.usageEvents],
  ['billing', 'publish', plain.usageEvents],
  ['gateway', 'publish', plain.principalChanged],
  ['gateway', 'publish', '$JS.API.CONSUMER.MSG.NEXT.USAGE.billing'],
  // Who may make or change a stream may have it take in auth's questions, or speak for a gateway by republishing.
  ...workers.flatMap((worker) =>
    ['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'SNAPSHOT', 'MSG.GET'].map((verb): Row => [
      worker,
      'publish',
      `$JS.API.STREAM.${verb}.KV_REASONING`,
    ]),
  ),
  ...services
    .filter((service) => service !== 'billing')
    .flatMap((service): Row[] => [
      [service, 'publish', '$JS.API.STREAM.CREATE.OTHER'],
      [service, 'publish', '$JS.API.STREAM.UPDATE.USAGE'],
      [service, 'publish', '$JS.API.CONSUMER.CREATE.USAGE.billing'],
      [service, 'publish', '$JS.API.DIRECT.GET.USAGE'],
    ]),
  ['billing', 'publish', '$JS.API.STREAM.CREATE.OTHER'],
  ['billing', 'publish', '$JS.API.CONSUMER.CREATE.USAGE.other'],
  ['billing', 'publish', '$JS.API.DIRECT.GET.KV_REASONING.$KV.REASONING.key'],
  ['worker-edge', 'publish', '$KV.REASONING.key'],
  ...['gateway', 'auth', 'billing'].map((service): Row => [service, 'publish', '$KV.REASONING.key']),
];

interface Configured {
  readonly server: ConfiguredNats;
  readonly passwordOf: (service: string) => string;
}

/** As docker compose has it: the file of the repository, and passwords as the step "secrets" makes them. */
async function asInCompose(home: string): Promise<Configured> {
  const made = path.join(home, 'made');
  const script = path.join(repositoryRoot, 'deploy/compose/make-secrets.mjs');
  mkdirSync(made);
  execFileSync(process.execPath, [script], { env: { SECRETS_DIR: made } });
  cpSync(path.join(made, 'nats'), path.join(home, 'secrets'), { recursive: true });
  const passwords = readFileSync(path.join(home, 'secrets/passwords.conf'), 'utf8');
  const passwordOf = (service: string) =>
    new RegExp(`^${variable(service)}_PASSWORD: "(\\w+)"$`, 'm').exec(passwords)?.[1] ?? '';
  const server = await startConfiguredNats({ home, configuration: read('deploy/nats/nats-server.conf') });
  return { server, passwordOf };
}

/** As the official chart writes it from our values: `<< $X >>` becomes the variable X of its container. */
async function asInTheChart(home: string): Promise<Configured> {
  const { nats } = parse(read('deploy/helm/belugapi/values.yaml')) as {
    nats: { config: { merge: object }; container: { env: Record<string, unknown> } };
  };
  const passwordOf = (service: string) => `of${service.replaceAll('-', '')}`;
  const environment = Object.fromEntries(services.map((service) => [`NATS_${variable(service)}`, passwordOf(service)]));
  expect(Object.keys(nats.container.env)).toEqual(expect.arrayContaining(Object.keys(environment)));
  const jetstream = { store_dir: path.join(home, 'data') };
  const merged = { ...nats.config.merge, listen: '0.0.0.0:4222', http: '0.0.0.0:8222', jetstream };
  const configuration = JSON.stringify(merged).replaceAll(/"<< (\$\w+) >>"/g, '$1');
  return { server: await startConfiguredNats({ home, configuration, environment }), passwordOf };
}

const variable = (service: string) => service.toUpperCase().replaceAll('-', '_');

describe.each([
  ['deploy/nats/nats-server.conf', asInCompose],
  ["the chart's values", asInTheChart],
])('%s', (_name, serve) => {
  let folder: string;
  let server: ConfiguredNats;
  let passwordOf: Configured['passwordOf'];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'belugapi-nats-users-'));
    ({ server, passwordOf } = await serve(folder));
  }, 180_000);

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const connectAs = (user: string) =>
    connect({
      ...{ servers: `127.0.0.1:${server.port}`, user, pass: passwordOf(user), reconnect: false },
      inboxPrefix: `_INBOX_${user}`,
    });
  const attempt = ([user, verb, subject, queue]: Row) =>
    isAllowedOnBus({
      port: server.port,
      user,
      password: passwordOf(user),
      verb,
      subject,
      ...(queue && { queue }),
    });
  const answers = (rows: readonly Row[]) => Promise.all(rows.map(async (row) => [...row, await attempt(row)] as const));

  it('lets every service do what the code does', async () => {
    const named = [...requests, ...Object.values(plain)];
    expect(named.filter((subject) => !allowed.some((row) => row[2] === subject))).toEqual([]);
    expect((await answers(allowed)).filter((row) => row.at(-1) === false)).toEqual([]);
  });

  it('lets none do more', async () => {
    expect((await answers(denied)).filter((row) => row.at(-1) === true)).toEqual([]);
  });

  it('lets the worker of a vendor keep reasoning, and another find it', async () => {
    const [openai, google] = [await connectAs('worker-openai'), await connectAs('worker-google')];
    const billing = await connectAs('billing');
    const manager = await jetstreamManager(billing, { checkAPI: false });
    const stream = { name: 'KV_REASONING', subjects: ['$KV.REASONING.>'], allow_direct: true, max_msgs_per_subject: 1 };
    await expect(manager.streams.info(stream.name)).rejects.toThrow('stream not found');
    await manager.streams.add({ ...stream, allow_rollup_hdrs: true, deny_delete: true });
    await manager.streams.update(stream.name, { max_age: 3_600_000_000_000 });
    await (await new Kvm(jetstream(openai)).open('REASONING', { allow_direct: true })).put('key', 'sealed');
    const found = await (await new Kvm(jetstream(google)).open('REASONING', { allow_direct: true })).get('key');
    expect(found?.string()).toBe('sealed');
    await Promise.all([billing.close(), openai.close(), google.close()]);
  });

  it('knows nobody without a password, or with that of another', async () => {
    const intruder = { port: server.port, verb: 'publish', subject: plain.usageEvents } as const;
    for (const [user, password] of [
      ['gateway', ''],
      ['gateway', passwordOf('worker-edge')],
      ['', ''],
    ] as const) {
      await expect(isAllowedOnBus({ ...intruder, user, password })).rejects.toThrow('Authorization Violation');
    }
  });
});
