import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { LaunchError } from './launch-error.js';
import type { LauncherConfig } from './launcher-config.js';
import { providers } from '@belugapi/model-catalog';

/** Which providers get a worker, sorted with edge first, and which have a key but no worker in this checkout. */
export interface ChosenWorkers {
  workers: string[];
  withoutWorker: string[];
}

/** Chooses among the folders of `appsDirectory`/workers. Throws `LaunchError` when `BELUGA_WORKERS` names one that is not there. */
export function chooseWorkers(config: LauncherConfig, appsDirectory: string): ChosenWorkers {
  const folder = path.join(appsDirectory, 'workers');
  const existing = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
    : [];
  const withKey = [...providers, ...existing].filter((name) => config.environment[`${name.toUpperCase()}_API_KEY`]);
  const asked = config.workers === 'all' ? existing : (config.workers ?? withKey);

  const unknown = asked.filter((name) => !existing.includes(name));
  if (config.workers !== undefined && unknown.length > 0) {
    const known = existing.toSorted().join(', ');
    throw new LaunchError(`BELUGA_WORKERS: there is no worker for ${unknown.join(', ')}. There are: ${known}.`);
  }
  const chosen = new Set(asked.filter((name) => existing.includes(name) && name !== 'edge'));
  return { workers: ['edge', ...[...chosen].toSorted()], withoutWorker: [...new Set(unknown)] };
}
