import { type KubernetesObject, renderObjects } from './chart.js';
import { optionalTool } from './optional-tool.js';
import { apps } from './settings.js';

const helm = optionalTool('helm');
const ofKind = (objects: readonly KubernetesObject[], kind: string) => objects.filter((object) => object.kind === kind);

// 2026-11-22: left out only where helm is not installed, which npm does not have (deploy/get-checkers.mjs gets it).
(helm ? describe : describe.skip)('helm', () => {
  const rejected =
    (...options: string[]) =>
    () =>
      renderObjects(helm ?? '', 'plain', options);

  it('keeps values to the schema', () => {
    expect(rejected('--set', 'gateway.replica=3')).toThrow("values don't meet the specifications");
  });

  it('refuses to guess where the database or the bus is', () => {
    expect(rejected('--set', 'postgresql.auth.existingSecret.name=')).toThrow(
      'postgresql.auth: set url or existingSecret.name',
    );
    expect(rejected('--set', 'nats.url=')).toThrow('nats.url: say where NATS is');
  });

  it('migrates before an upgrade', () => {
    const jobs = ofKind(renderObjects(helm ?? '', 'plain', ['--is-upgrade']), 'Job');
    expect(jobs.map(({ metadata }) => metadata.annotations?.['helm.sh/hook'])).toEqual(['pre-upgrade', 'pre-upgrade']);
  });

  it('migrates with the URL of the database that an upgrade brings, which its other Secret does not have yet', () => {
    const url = 'postgresql://auth:secret@db/auth';
    const given = ['--set', `postgresql.auth.url=${url}`, '--set', 'postgresql.auth.existingSecret.name='];
    for (const options of [given, ['--is-upgrade', ...given]]) {
      const objects = renderObjects(helm ?? '', 'plain', options);
      const [job] = ofKind(objects, 'Job');
      const { name, key = '' } = job?.spec?.template?.spec.containers[0]?.env?.[0]?.valueFrom?.secretKeyRef ?? {};
      const secret = ofKind(objects, 'Secret').find(({ metadata }) => metadata.name === name);
      expect(secret?.stringData?.[key]).toBe(url);
      const hook = 'helm.sh/hook';
      expect(secret?.metadata.annotations?.[hook]).toBe(job?.metadata.annotations?.[hook]);
      const auth = ofKind(objects, 'Deployment').find(({ metadata }) => metadata.name === 'demo-belugapi-auth');
      const own = auth?.spec?.template?.spec.containers[0]?.env?.find((entry) => entry.name === 'DATABASE_URL');
      expect(own?.valueFrom?.secretKeyRef).toEqual({ name: 'demo-belugapi-databases', key: 'auth' });
    }
  });

  it('makes secrets that the services take, where none are given', () => {
    const secrets = () => ofKind(renderObjects(helm ?? '', 'plain', ['--set', 'secrets.existingSecret=']), 'Secret');
    const data = secrets()[0]?.data ?? {};
    const text = (key: string) => Buffer.from(data[key] ?? '', 'base64').toString();
    expect(text('api-key')).toMatch(/^bapi_[A-Za-z0-9]{12}_[A-Za-z0-9]{43}$/);
    expect(text('admin-key')).toMatch(/^bapi-admin_[A-Za-z0-9]{43}$/);
    for (const app of Object.keys(apps)) expect(text(`nats-${app}`)).toMatch(/^[A-Za-z][A-Za-z0-9]{42}$/);
    expect(secrets()[0]?.data).not.toEqual(data);
  });
});
