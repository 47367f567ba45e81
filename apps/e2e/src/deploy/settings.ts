import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '@belugapi/up';

/** The deployables by the name that compose and the chart give them, each with its folder below apps. */
export const apps: Readonly<Record<string, string>> = {
  gateway: 'gateway',
  auth: 'auth',
  billing: 'billing',
  ...Object.fromEntries(workerFolders().map((provider) => [`worker-${provider}`, `workers/${provider}`])),
};

/** Text of a file of the repository. */
export function read(file: string): string {
  return readFileSync(path.join(repositoryRoot, file), 'utf8');
}

const everyService = variablesIn('libs/service-kit/src/service-config.ts');
const database = variablesIn('libs/service-kit/src/database/database-config.ts');
const everyWorker = variablesIn('libs/worker-kit/src/worker-config.ts');

/** The variables that a deployable reads, as its config files spell them; telemetry's are a standard's own. */
export function isVariableOf(service: string, name: string): boolean {
  if (/^OTEL_[A-Z_]+$/.test(name)) return true;
  return everyService.includes(name) || ownVariables(service).includes(name);
}

function ownVariables(service: string): string[] {
  if (service === 'gateway') return variablesIn('apps/gateway/src/gateway-config.ts');
  if (service === 'auth' || service === 'billing') {
    return [...database, ...variablesIn(`apps/${service}/src/${service}-config.ts`)];
  }
  const provider = service.replace('worker-', '');
  const upstream = ['API_KEY', 'BASE_URL'].map((suffix) => `${provider.toUpperCase()}_${suffix}`);
  return [
    ...everyWorker,
    ...upstream,
    ...(provider === 'edge' ? variablesIn('apps/workers/edge/src/edge-config.ts') : []),
  ];
}

function variablesIn(file: string): string[] {
  const matches = read(file).matchAll(/^ +([A-Z][A-Z0-9_]+): |environment\['([A-Z0-9_]+)'\]/gm);
  return [...matches].map(([, key, property]) => key ?? property ?? '');
}

function workerFolders(): string[] {
  return readdirSync(path.join(repositoryRoot, 'apps/workers'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}
