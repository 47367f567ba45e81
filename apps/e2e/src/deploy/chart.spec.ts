import { parse } from 'yaml';
import type { Schema } from '@cfworker/json-schema';
import { type KubernetesObject, type PodSpec, renderedObjects, renderObjects, selects } from './chart.js';
import { environmentOf, finalStage } from './dockerfile.js';
import { readSchema, schemaProblems } from './json-schema.js';
import { optionalTool } from './optional-tool.js';
import { apps, isVariableOf, read } from './settings.js';

const image = environmentOf(finalStage(read('deploy/Dockerfile')));
const ofKind = (objects: readonly KubernetesObject[], kind: string) => objects.filter((object) => object.kind === kind);
const nameOf = ({ metadata }: KubernetesObject) => metadata.name;
const deployments = (objects: readonly KubernetesObject[]) =>
  ofKind(objects, 'Deployment').map((object) => ({ object, ...podOf(object) }));

function podOf({ metadata, spec }: KubernetesObject): {
  component: string;
  labels: Record<string, string>;
  pod: PodSpec;
} {
  const component = metadata.labels['app.kubernetes.io/component'] ?? '';
  if (!spec?.template) throw new Error(`${metadata.name} has no pods`);
  return { component, labels: spec.template.metadata.labels, pod: spec.template.spec };
}

// What is no kind of Kubernetes itself was held against its operator's definition once, by hand.
const foreign = ['Cluster', 'ScaledObject', 'PodMonitor'];
const helm = optionalTool('helm');
// 2026-11-22: left out only where helm is not installed, which npm does not have (deploy/get-checkers.mjs gets it).
const describeHelm = helm ? describe : describe.skip;
// A hash over generated text says nothing to a reader, and says it again at every change.
const comparable = (objects: readonly KubernetesObject[]) =>
  objects.map((object) => JSON.stringify(object).replaceAll(/"checksum\/config":"\w+"/g, '""')).toSorted();

describe.each(['plain', 'full'])('the chart with the values %s', (values) => {
  const objects = renderedObjects(values);
  const services = deployments(objects).filter(({ component }) => component in apps);

  describeHelm('rendered today', () => {
    it('comes out the same', () => {
      expect(comparable(renderObjects(helm ?? '', values))).toEqual(comparable(objects));
    });
  });

  it.each(['1.30', '1.37'])('is valid for Kubernetes %s', (version) => {
    const { kinds, $defs } = readSchema(`kubernetes-${version}.jsonschema`) as Schema & {
      kinds: Record<string, string>;
    };
    const problems = objects
      .filter(({ kind }) => !foreign.includes(kind))
      .flatMap((object) => {
        const definition = kinds[`${object.apiVersion}/${object.kind}`];
        if (!definition) return [`${object.apiVersion}/${object.kind} is not known`];
        const found = schemaProblems({ $ref: `#/$defs/${definition}`, ...($defs && { $defs }) }, object);
        return found.map((problem) => `${object.kind} ${nameOf(object)} ${problem}`);
      });
    expect(problems).toEqual([]);
  });

  it('selects the pods that it means', () => {
    for (const { object, labels } of deployments(objects)) {
      expect(selects(object.spec?.selector ?? {}, labels)).toBe(true);
      const budgets = ofKind(objects, 'PodDisruptionBudget').filter(({ spec }) =>
        selects(spec?.selector ?? {}, labels),
      );
      expect(budgets.map(nameOf)).toEqual(object.metadata.name.includes('vllm') ? [] : [object.metadata.name]);
    }
    for (const { metadata, spec } of ofKind(objects, 'Service')) {
      const chosen = deployments(objects).filter(({ labels }) =>
        selects({ matchLabels: spec?.selector as Record<string, string> }, labels),
      );
      expect(chosen.map(({ object }) => object.metadata.name)).toEqual([metadata.name]);
      const names = chosen.flatMap(({ pod }) =>
        pod.containers.flatMap(({ ports = [] }) => ports.map(({ name }) => name)),
      );
      for (const { targetPort } of spec?.ports ?? []) expect(names).toContain(targetPort);
    }
    for (const { spec } of [...ofKind(objects, 'HorizontalPodAutoscaler'), ...ofKind(objects, 'ScaledObject')]) {
      const target = deployments(objects).find(({ object }) => object.metadata.name === spec?.scaleTargetRef?.name);
      expect(target?.object.spec).not.toHaveProperty('replicas');
    }
    for (const path of ofKind(objects, 'Ingress').flatMap(
      ({ spec }) => spec?.rules?.flatMap(({ http }) => http.paths) ?? [],
    )) {
      const { name, port } = path.backend.service;
      const service = ofKind(objects, 'Service').find((one) => nameOf(one) === name);
      expect(service?.spec?.ports?.map((one) => one.name)).toContain(port.name);
    }
  });

  it('has each service ask, and be asked, at the ports of its image', () => {
    for (const { component, pod } of services) {
      const [container] = pod.containers;
      const ports = Object.fromEntries(
        (container?.ports ?? []).map(({ name, containerPort }) => [name, `${containerPort}`]),
      );
      expect(ports['metrics']).toBe(image['METRICS_PORT']);
      const own = component === 'gateway' ? { http: image['PORT'], relay: image['RELAY_PORT'] } : {};
      expect(ports).toMatchObject(own);
      expect(container?.livenessProbe?.httpGet).toEqual({ path: '/livez', port: 'metrics' });
      expect(container?.startupProbe?.httpGet).toEqual({ path: '/livez', port: 'metrics' });
      expect(container?.readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'metrics' });
      for (const answered of ['/livez', '/readyz']) {
        expect(read('libs/service-kit/src/operations-server.ts')).toContain(`'${answered}'`);
      }
    }
  });

  it('gives a service variables that it reads, and its secrets only', () => {
    for (const { component, pod } of services) {
      const entries = pod.containers[0]?.env ?? [];
      const names = entries.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      // Of NATS_PASSWORD the URL is made.
      const unread = names.filter((name) => name !== 'NATS_PASSWORD' && !isVariableOf(component, name));
      expect({ component, unread }).toEqual({ component, unread: [] });
      expect(entries.find(({ name }) => name === 'NATS_URL')?.value).toMatch(
        new RegExp(`^nats://${component}:\\$\\(NATS_PASSWORD\\)@[\\w.-]+:4222$`),
      );
      const keys = entries.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.key ?? []);
      expect(keys.filter((key) => key.startsWith('nats-'))).toEqual([`nats-${component}`]);
      expect(keys.includes('admin-key')).toBe(component === 'gateway');
      expect(names.includes('BELUGA_API_KEY')).toBe(component === 'auth');
      expect(keys.includes('relay-token')).toBe(component === 'gateway' || component.startsWith('worker-'));
      expect(names.includes('DATABASE_URL')).toBe(component === 'auth' || component === 'billing');
      const written = entries.filter(
        ({ name, value = '' }) => /KEY|TOKEN|PASSWORD/.test(name) && /^(?!\/etc\/tls\/)./.test(value),
      );
      expect(written).toEqual([]);
    }
    const gateway = services.find(({ component }) => component === 'gateway')?.pod.containers[0];
    expect(gateway?.env?.find(({ name }) => name === 'RELAY_ADVERTISED_HOST')?.valueFrom).toEqual({
      fieldRef: { fieldPath: 'status.podIP' },
    });
  });

  it('replaces pods whose secret has changed with the values', () => {
    const made = ofKind(objects, 'Secret').map(nameOf);
    for (const { object, pod } of services) {
      const taken = pod.containers[0]?.env?.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? []) ?? [];
      const annotations = Object.keys(object.spec?.template?.metadata.annotations ?? {});
      expect([nameOf(object), annotations.includes('checksum/secrets')]).toEqual([
        nameOf(object),
        taken.some((name) => made.includes(name)),
      ]);
    }
    expect(made).toEqual(values === 'full' ? ['demo-belugapi-worker-google'] : []);
  });

  it('has a name for its metrics that the rules ask for', () => {
    const asked = /up\{job="(\w+)"\}/.exec(read('deploy/observability/alerts.yml'))?.[1];
    for (const { spec } of ofKind(objects, 'PodMonitor')) {
      const { jobLabel = '' } = spec as { readonly jobLabel?: string };
      expect(services.map(({ labels }) => labels[jobLabel])).toEqual(services.map(() => asked));
    }
  });

  it('holds each service within bounds', () => {
    for (const { pod } of services) {
      expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
      const [container] = pod.containers;
      expect(container).toMatchObject({
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        resources: {
          requests: { cpu: expect.anything(), memory: expect.any(String) },
          limits: { memory: expect.any(String) },
        },
      });
      const volumes = pod.volumes?.map(({ name }) => name);
      for (const { name } of container?.volumeMounts ?? []) expect(volumes).toContain(name);
      expect(container?.volumeMounts).toContainEqual({ name: 'tmp', mountPath: '/tmp' });
    }
    expect(new Set(services.map(({ pod }) => pod.containers[0]?.image)).size).toBe(services.length);
  });

  it('lets a pod finish what it has', () => {
    for (const { component, pod } of services) {
      const grace = Number(pod.containers[0]?.env?.find(({ name }) => name === 'BELUGA_GRACE_SECONDS')?.value);
      const drain = pod.containers[0]?.lifecycle?.preStop.sleep.seconds ?? 0;
      // The service itself gives up 5 s after the grace; what then is left is for nobody to wait for.
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(grace + drain + 5);
      expect(drain > 0).toBe(component === 'gateway');
    }
  });

  it('closes what nobody has to reach', () => {
    const policies = ofKind(objects, 'NetworkPolicy');
    const reaches = (from: string, to: string, port: number) =>
      policies.some(({ spec }) => {
        if (!selects(spec?.podSelector ?? {}, labelsOf(to))) return false;
        return spec?.ingress?.some(
          (rule) =>
            rule.ports?.some((one) => one.port === port) &&
            (!rule.from || rule.from.some(({ podSelector }) => podSelector && selects(podSelector, labelsOf(from)))),
        );
      });
    const labelsOf = (component: string) => ({
      'app.kubernetes.io/name': 'belugapi',
      'app.kubernetes.io/instance': 'demo',
      'app.kubernetes.io/component': component,
    });
    for (const { component } of services) {
      expect(policies.some(({ spec }) => selects(spec?.podSelector ?? {}, labelsOf(component)))).toBe(true);
      expect(reaches(component, 'gateway', 7_070)).toBe(component.startsWith('worker-'));
      expect(reaches('gateway', component, 8_080)).toBe(component === 'gateway' && values === 'plain');
    }
  });
});

describe('the chart with everything on', () => {
  const objects = renderedObjects('full');
  const only = (kind: string, name: string) => {
    const found = objects.find((object) => object.kind === kind && nameOf(object) === `demo-belugapi${name}`);
    if (!found) throw new Error(`no ${kind} ${name}`);
    return found;
  };

  it('has every deployable', () => {
    const components = deployments(objects).map(({ component }) => component);
    expect(components.filter((component) => component in apps).toSorted()).toEqual(Object.keys(apps).toSorted());
  });

  it('migrates beside an install, with the image and the database of the service', () => {
    for (const component of ['auth', 'billing']) {
      const job = only('Job', `-${component}-migration`);
      expect(job.metadata.annotations).not.toHaveProperty(['helm.sh/hook']);
      const [container] = podOf(job).pod.containers;
      const [service] = podOf(only('Deployment', `-${component}`)).pod.containers;
      expect(container).toMatchObject({ image: service?.image, args: ['/app/service/dist/migrate.js'] });
      const databaseOf = (one: typeof container) => one?.env?.find(({ name }) => name === 'DATABASE_URL');
      expect(databaseOf(container)).toEqual(databaseOf(service));
    }
  });

  it('tells edge of the engines', () => {
    const file = parse(only('ConfigMap', '').data?.['edge.yaml'] ?? '') as {
      models: { id: string; baseUrl?: string }[];
    };
    const engines = file.models.filter(({ baseUrl }) => baseUrl);
    expect(engines.map(({ id }) => id)).toEqual(['llama3.1-8b', 'gpt-oss-120b']);
    for (const { baseUrl } of engines) {
      const { hostname, port } = new URL(baseUrl ?? '');
      const service = only('Service', hostname.replace('demo-belugapi', ''));
      expect(service.spec?.ports).toContainEqual({ name: 'http', port: Number(port), targetPort: 'http' });
    }
    const env = podOf(only('Deployment', '-worker-edge')).pod.containers[0]?.env;
    expect(env).toContainEqual({ name: 'EDGE_CONFIG', value: '/etc/belugapi/edge.yaml' });
  });
});
