import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { repositoryRoot } from '@belugapi/up';

/** An object of Kubernetes, as far as the specs look at it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<{
    name: string;
    labels: Record<string, string>;
    annotations?: Record<string, string>;
  }>;
  readonly spec?: KubernetesSpec;
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

export interface KubernetesSpec {
  readonly replicas?: number;
  readonly selector?: Readonly<Record<string, unknown>> & { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly template?: {
    readonly metadata: { readonly labels: Record<string, string>; readonly annotations?: Record<string, string> };
    readonly spec: PodSpec;
  };
  readonly ports?: readonly { readonly name: string; readonly targetPort: string | number }[];
  readonly scaleTargetRef?: { readonly name: string };
  readonly podSelector?: LabelSelector;
  readonly ingress?: readonly {
    readonly ports?: readonly { readonly port: number }[];
    readonly from?: readonly { podSelector?: LabelSelector }[];
  }[];
  readonly rules?: readonly {
    readonly http: { readonly paths: readonly { backend: { service: { name: string; port: { name: string } } } }[] };
  }[];
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

export interface PodSpec {
  readonly terminationGracePeriodSeconds?: number;
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly containers: readonly KubernetesContainer[];
  readonly volumes?: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
}

export interface KubernetesContainer {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly EnvironmentEntry[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources?: Readonly<Record<string, object>>;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
}

export interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

export interface EnvironmentEntry {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
    readonly fieldRef?: { readonly fieldPath: string };
  };
}

const fixtures = 'apps/e2e/src/deploy/__fixtures__/chart';

/** The objects that the chart makes of the values in `__fixtures__/chart`, as they were rendered when they were last looked at. */
export function renderedObjects(values: string): KubernetesObject[] {
  return objectsIn(readFileSync(path.join(repositoryRoot, fixtures, `rendered-${values}.yaml`), 'utf8'));
}

/** Renders the chart now. The NATS chart, which has to be fetched, is left out. */
export function renderObjects(helm: string, values: string, options: readonly string[] = []): KubernetesObject[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'belugapi-chart-'));
  try {
    cpSync(path.join(repositoryRoot, 'deploy/helm/belugapi'), folder, { recursive: true });
    const chart = path.join(folder, 'Chart.yaml');
    const { dependencies: _fetched, ...rest } = parse(readFileSync(chart, 'utf8')) as Record<string, unknown>;
    writeFileSync(chart, stringify(rest));
    rmSync(path.join(folder, 'charts'), { recursive: true, force: true });
    const file = path.join(repositoryRoot, fixtures, `${values}.yaml`);
    const given = [
      'template',
      'demo',
      folder,
      '--namespace=ai',
      '--kube-version=1.34.0',
      `--values=${file}`,
      ...options,
    ];
    return objectsIn(execFileSync(helm, given, { stdio: 'pipe', maxBuffer: 64 * 1024 * 1024 }).toString());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function objectsIn(text: string): KubernetesObject[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
}

/** Whether a selector takes labels. Knows the operator In, the only one that the chart uses. */
export function selects(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => operator === 'In' && values.includes(labels[key] ?? ''))
  );
}
