import type { Finding } from '../finding.js';
import { type Check, fine, unknown, wrong } from './doctor-context.js';
import { getJson, reasonOf } from './get-json.js';

/** The stack's processes, by its ready.json, and each service's port for probes and metrics. */
export const checkProcesses: Check = {
  name: 'processes',
  run: async ({ ready, isRemote, home }, signal) => {
    if (isRemote)
      return [unknown('services', 'their ports for metrics are known to a ready.json alone: run doctor there')];
    if (!ready) return [unknown('services', `no stack runs in ${home}: nothing but settings is checked`)];
    const gone = Object.entries(ready.pids).filter(([, pid]) => !isRunning(pid));
    const told = gone.map(([name, pid]) => {
      return wrong(name, `process ${pid} of ready.json does not run: start the stack anew with \`npm start\``);
    });
    const asked = Object.entries(ready.metrics).filter(([name]) => !gone.some(([one]) => one === name));
    const services = await Promise.all(asked.map(([name, url]) => askService(name, url, signal)));
    return [...told, ...services.flat()];
  },
};

async function askService(name: string, url: string, signal: AbortSignal): Promise<Finding[]> {
  try {
    const { status, body } = await getJson(`${url}/readyz`, {}, signal);
    if (status === 200) return [fine(name, `is ready (${url})`)];
    return [wrong(name, `is not ready: ${describeDependencies(body?.['dependencies'])}`)];
  } catch (error) {
    return [wrong(name, `${url} does not answer (${reasonOf(error)})`)];
  }
}

/** What /readyz says of those that are not well. */
export function describeDependencies(dependencies: unknown): string {
  const states = Object.entries((dependencies ?? {}) as Record<string, { mode?: string; detail?: string }>);
  const ill = states.filter(([, { mode }]) => mode !== 'ok');
  const told = ill.map(([name, { mode, detail }]) => `${name} is ${mode}${detail ? ` (${detail})` : ''}`);
  return told.length > 0 ? told.join(', ') : 'it says no reason';
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
