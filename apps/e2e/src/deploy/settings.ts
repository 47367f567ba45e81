import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { knownSettings } from '@belugapi/cli';
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

/** Whether a deployable reads a variable, or its secret from the file that it names; telemetry's are a standard's own. */
export function isVariableOf(service: string, name: string): boolean {
  if (/^OTEL_[A-Z_]+$/.test(name)) return true;
  return knownSettings.some((setting) => {
    const names = setting.secret ? [setting.name, `${setting.name}_FILE`] : [setting.name];
    return names.includes(name) && setting.services.includes(service);
  });
}

function workerFolders(): string[] {
  return readdirSync(path.join(repositoryRoot, 'apps/workers'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}
