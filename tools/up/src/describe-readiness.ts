import { reachableAuthority } from './port.js';
import type { ReadyFile } from './ready-file.js';
import type { StackFacts } from './service-environment.js';
import type { Supervisor } from './supervisor.js';

/** The URL of each gateway that serves: of its own port where it has one. */
export function gatewayUrls(facts: StackFacts, supervisors: Supervisor[]): string[] {
  const gateways = supervisors.filter(({ name, isReady }) => isReady && name.startsWith('gateway'));
  return gateways.map(({ addresses }) => addresses.ownHttp ?? url(facts));
}

/** What ready.json says of a stack; a process that is just being started again is left out. */
export function describeReadiness(facts: StackFacts, supervisors: Supervisor[]): ReadyFile {
  const metrics: ReadyFile['metrics'] = {};
  const pids: ReadyFile['pids'] = {};
  for (const { name, pid, isReady, addresses } of supervisors) {
    if (pid === undefined || !isReady) continue;
    pids[name] = pid;
    if (addresses.metrics) metrics[name] = addresses.metrics;
  }
  return {
    url: url(facts),
    gateways: gatewayUrls(facts, supervisors),
    apiKey: facts.secrets.apiKey,
    adminKey: facts.secrets.adminKey,
    natsUrl: facts.natsUrl,
    metrics,
    pids,
  };
}

const url = ({ config, port }: StackFacts) => `http://${reachableAuthority(config.host, port)}`;
