import { existsSync } from 'node:fs';
import path from 'node:path';
import { LaunchError } from './launch-error.js';
import {
  authEnvironment,
  billingEnvironment,
  gatewayEnvironment,
  migrationEnvironment,
  spoolEnvironment,
  workerEnvironment,
  type StackFacts,
} from './service-environment.js';

/** One process to run: its name in ready.json, its script, and the whole of its environment. */
export interface PlannedService {
  name: string;
  entry: string;
  environment: Record<string, string>;
}

/** The services by the order in which they start; they stop in the opposite one. */
export interface ServicePlan {
  /** What has to have ended before a service starts: the commands that bring the schemas on a server up to date. */
  migrations: PlannedService[];
  stores: PlannedService[];
  workers: PlannedService[];
  gateways: PlannedService[];
}

/** Plans what runs beside NATS: auth and billing, a worker for each provider, the gateways. */
export function planServices(facts: StackFacts, workers: string[], appsDirectory: string): ServicePlan {
  const service = (name: string, app: string, environment: Record<string, string>): PlannedService => {
    return { name, entry: entryOf(appsDirectory, app), environment };
  };
  const migration = (app: string, url: string): PlannedService => {
    const entry = path.join(appsDirectory, app, 'dist/migrate.js');
    return { name: `${app}-migration`, entry, environment: migrationEnvironment(facts, url) };
  };
  const { databaseUrl } = facts.config;
  return {
    migrations: databaseUrl === undefined ? [] : ['auth', 'billing'].map((app) => migration(app, databaseUrl)),
    stores: [service('auth', 'auth', authEnvironment(facts)), service('billing', 'billing', billingEnvironment(facts))],
    workers: workers.map((provider) => {
      const name = `worker-${provider}`;
      const environment = { ...workerEnvironment(facts, provider), ...spoolEnvironment(facts, name) };
      return service(name, `workers/${provider}`, environment);
    }),
    gateways: Array.from({ length: facts.config.gateways }, (_, index) => {
      const name = index === 0 ? 'gateway' : `gateway-${index + 1}`;
      return service(name, 'gateway', { ...gatewayEnvironment(facts), ...spoolEnvironment(facts, name) });
    }),
  };
}

/** Throws `LaunchError` when an app has not been built. */
export function checkBuilt(workers: string[], appsDirectory: string): void {
  const apps = ['auth', 'billing', 'gateway', ...workers.map((provider) => `workers/${provider}`)];
  const missing = apps.filter((app) => !existsSync(entryOf(appsDirectory, app)));
  if (missing.length > 0) throw new LaunchError(`Not built: ${missing.join(', ')}. Run: npm run build`);
}

const entryOf = (appsDirectory: string, app: string) => path.join(appsDirectory, app, 'dist/main.js');
