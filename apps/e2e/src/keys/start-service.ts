import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { repositoryRoot } from '@belugapi/up';

/** One service in a process of its own, as a container runs it. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  /** Of its port for /livez, /readyz and /metrics. */
  readonly operations: string;
  /** What it says when it is ready. */
  readonly addresses: Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

/** Starts `apps/<app>` with these variables. */
export async function startService(app: string, env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [path.join(repositoryRoot, 'apps', app, 'dist/main.js')], {
    env: { PATH: process.env['PATH'] ?? '', METRICS_PORT: String(port), METRICS_HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const addresses = new Promise<Readonly<Record<string, string>>>((resolve) => {
    child.on('message', (message) => resolve((message as { addresses: Record<string, string> }).addresses));
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    child,
    operations: `http://127.0.0.1:${port}`,
    addresses,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
