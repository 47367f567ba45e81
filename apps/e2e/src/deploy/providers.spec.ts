import { readdirSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { providers } from '@belugapi/model-catalog';
import { repositoryRoot } from '@belugapi/up';
import { readComposeFile } from './compose-file.js';
import { read } from './settings.js';

const all = [...providers].toSorted();
const vendors = all.filter((provider) => provider !== 'edge');
const workers = all.map((provider) => `worker-${provider}`);

/** What the expression's group matches, once each, sorted. */
function namesIn(text: string, expression: RegExp): string[] {
  return [...new Set([...text.matchAll(expression)].map(([, name = '']) => name.toLowerCase()))].toSorted();
}

// A provider of the catalogue that a file of the deployment forgets would have no worker there, and nobody would be told.
describe('the providers of the catalogue are those of', () => {
  it('apps/workers', () => {
    const folders = readdirSync(path.join(repositoryRoot, 'apps/workers'), { withFileTypes: true });
    const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(names.toSorted()).toEqual(all);
  });

  it('docker-compose.yml: services, variables, profiles and volumes', () => {
    const { services, volumes } = readComposeFile('docker-compose.yml');
    const ours = Object.entries(services).filter(([name]) => name.startsWith('worker-'));
    expect(ours.map(([name]) => name).toSorted()).toEqual(workers);
    expect(
      Object.keys(volumes)
        .filter((name) => name.startsWith('worker-'))
        .toSorted(),
    ).toEqual(workers);
    for (const [name, { environment = {}, profiles }] of ours) {
      const provider = name.replace('worker-', '');
      const own = ['API_KEY', 'BASE_URL'].map((suffix) => `${provider.toUpperCase()}_${suffix}`);
      expect(Object.keys(environment)).toEqual(expect.arrayContaining(own));
      expect(profiles).toEqual(provider === 'edge' ? undefined : [provider, 'all']);
    }
  });

  it('.env.example', () => {
    const example = read('.env.example');
    expect(namesIn(example, /^([A-Z]+)_API_KEY=/gm).filter((name) => name !== 'beluga')).toEqual(all);
    expect(namesIn(example, /^([A-Z]+)_BASE_URL=/gm)).toEqual(all);
  });

  it('the chart’s values, and their schema', () => {
    interface Values {
      readonly workers: Readonly<Record<string, object>>;
    }
    const { workers: values } = parse(read('deploy/helm/belugapi/values.yaml')) as Values;
    expect(Object.keys(values).toSorted()).toEqual(all);
    const { properties } = JSON.parse(read('deploy/helm/belugapi/values.schema.json')) as {
      properties: { workers: { properties: object } };
    };
    expect(Object.keys(properties.workers.properties).toSorted()).toEqual(all);
  });

  it('the users of NATS, in compose and in the chart, and their passwords', () => {
    expect(namesIn(read('deploy/nats/nats-server.conf'), /user: (worker-[\w-]+)/g)).toEqual(workers);
    const values = read('deploy/helm/belugapi/values.yaml');
    expect(namesIn(values, /user: (worker-[\w-]+)/g)).toEqual(workers);
    expect(namesIn(values, /key: nats-(worker-[\w-]+)/g)).toEqual(workers);
    const [, listed = ''] = /^const providers = \[(.*)\];$/m.exec(read('deploy/compose/make-secrets.mjs')) ?? [];
    expect(namesIn(listed, /'(\w+)'/g)).toEqual(all);
  });

  it('what Prometheus asks', () => {
    expect(namesIn(read('deploy/observability/prometheus.yml'), /- (worker-[\w-]+)/g)).toEqual(workers);
  });

  it('README.md', () => {
    const [, listed = ''] = /^\| ((?:`\w+`,? ?)+) +\| all models of the catalogue/m.exec(read('README.md')) ?? [];
    expect(namesIn(listed, /`(\w+)`/g)).toEqual(vendors);
  });
});
