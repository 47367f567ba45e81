import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Schema } from '@cfworker/json-schema';
import { parse } from 'yaml';
import { repositoryRoot } from '@belugapi/up';
import { type KubernetesContainer, renderedObjects } from './chart.js';
import { schemaProblems } from './json-schema.js';
import { read } from './settings.js';

type Values = Record<string, unknown>;
const chart = 'deploy/helm/belugapi';
const schema = JSON.parse(read(`${chart}/values.schema.json`)) as Schema;
const isMap = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

/** As helm lays given values over those of the chart. */
function over(base: Values, given: Values): Values {
  const merged = Object.entries(given).map(([key, value]) => {
    const below = base[key];
    return [key, isMap(below) && isMap(value) ? over(below, value) : value] as const;
  });
  return { ...base, ...Object.fromEntries(merged) };
}

const ownValues = parse(read(`${chart}/values.yaml`)) as Values;
const problemsOf = (given: Values) => schemaProblems(schema, over(ownValues, given));

it('was rendered as it is now', () => {
  const script = path.join(repositoryRoot, 'deploy/render-chart.mjs');
  const { stderr, status } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});

it.each(['plain', 'full'])('takes the values %s', (name) => {
  expect(problemsOf(parse(read(`apps/e2e/src/deploy/__fixtures__/chart/${name}.yaml`)) as Values)).toEqual([]);
});

it.each([
  ['a misspelt value', { gateway: { replica: 3 } }],
  // It would be killed in the middle: the pod's own grace time follows graceSeconds.
  ['a grace time of one service', { gateway: { env: { BELUGA_GRACE_SECONDS: 300 } } }],
  ['a port that nobody asks at', { workerDefaults: { env: { METRICS_PORT: 9000 } } }],
  ['a number that is none', { graceSeconds: 'long' }],
  ['a URL of NATS with a password in it', { nats: { url: 'nats://user:secret@host:4222' } }],
  ['a worker that does not exist', { workers: { acme: { enabled: true } } }],
  ['a misspelt wire', { tls: { reley: { existingSecret: 'x' } } }],
  ['a certificate in the values', { tls: { relay: { 'tls.key': '-----BEGIN' } } }],
])('refuses %s', (_what, given) => {
  expect(problemsOf(given)).not.toEqual([]);
});

describe('encrypted wires', () => {
  const containers = (values: string) =>
    renderedObjects(values)
      .filter(({ kind }) => kind === 'Deployment')
      .flatMap(({ spec }) => spec?.template?.spec.containers ?? []);
  const filesOf = ({ env = [] }: KubernetesContainer) =>
    Object.fromEntries(env.filter(({ name }) => name.includes('_TLS_')).map(({ name, value }) => [name, value]));

  it('are off by default', () => {
    expect(containers('plain').map(filesOf)).toEqual(containers('plain').map(() => ({})));
  });

  it('have their files at both ends', () => {
    const nats = {
      NATS_TLS_CA: '/etc/tls/nats/ca.crt',
      NATS_TLS_CERT: '/etc/tls/nats/tls.crt',
      NATS_TLS_KEY: '/etc/tls/nats/tls.key',
      NATS_TLS_SERVER_NAME: 'nats.infra.svc',
    };
    const pair = { RELAY_TLS_CERT: '/etc/tls/relay/tls.crt', RELAY_TLS_KEY: '/etc/tls/relay/tls.key' };
    const authority = '/etc/tls/relay/ca.crt';
    for (const container of containers('full').filter(({ name }) => name !== 'vllm')) {
      const relay = {
        ...pair,
        ...(container.name === 'gateway'
          ? { RELAY_TLS_CLIENT_CA: authority }
          : { RELAY_TLS_CA: authority, RELAY_TLS_SERVER_NAME: 'belugapi-relay' }),
      };
      const isStore = ['auth', 'billing'].includes(container.name);
      expect({ name: container.name, ...filesOf(container) }).toEqual({
        name: container.name,
        ...nats,
        ...(!isStore && relay),
      });
      const mounts = container.volumeMounts?.map(({ mountPath }) => mountPath) ?? [];
      expect(mounts).toEqual(expect.arrayContaining(['/etc/tls/nats', ...(isStore ? [] : ['/etc/tls/relay'])]));
    }
  });
});
