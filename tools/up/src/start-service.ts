import { spawn } from 'node:child_process';
import { addressesInReadyMessage, type ServiceAddresses } from './ready-message.js';
import type { StartedProcess } from './supervisor.js';

/**
 * Starts a Node service with exactly `environment`. It is ready when it says so over IPC; when the launcher is killed, the
 * channel closes, which tells the service to end.
 */
export function startService(entry: string, environment: Record<string, string>, cwd: string): StartedProcess {
  const child = spawn(process.execPath, ['--enable-source-maps', entry], {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true, // a session of its own: ctrl-c in the terminal must reach only the launcher, which stops them in order
  });
  const ready = new Promise<ServiceAddresses>((resolve) => {
    child.on('message', (message) => {
      const addresses = addressesInReadyMessage(message);
      if (addresses) resolve(addresses);
    });
  });
  return { child, ready };
}
