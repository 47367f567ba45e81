import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { findOrInstallNatsServer } from '@belugapi/up';

export interface ConfiguredNatsOptions {
  /** Folder for its files; what the configuration includes lies in it already. */
  readonly home: string;
  /** As a container would read it; only addresses and folders that a container has to itself are replaced. */
  readonly configuration: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A nats-server that runs a configuration of ours. */
export interface ConfiguredNats {
  readonly port: number;
  /** The port of its HTTP monitoring, where its configuration has one. */
  readonly monitoring: number;
  /** What it has logged. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts it on loopback; resolves when it serves. Throws with its log when it does not. */
export async function startConfiguredNats({
  home,
  configuration,
  environment = {},
}: ConfiguredNatsOptions): Promise<ConfiguredNats> {
  const binary = await findOrInstallNatsServer();
  const [port, monitoring] = [await freePort(), await freePort()];
  const data = path.join(home, 'data');
  const text = configuration
    .replace('0.0.0.0:4222', `127.0.0.1:${port}`)
    .replace('0.0.0.0:8222', `127.0.0.1:${monitoring}`)
    .replace(/(store_dir"?\s*[:=]\s*)"?\/data"?/, (_all, name: string) => name + JSON.stringify(data));
  mkdirSync(data, { recursive: true });
  writeFileSync(path.join(home, 'nats-server.conf'), text);
  const child = spawn(binary, ['-c', 'nats-server.conf'], {
    cwd: home,
    env: { GOMAXPROCS: '1', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk;
      if (log.includes('Server is ready')) resolve();
    });
    child.once('exit', () => reject(new Error(`nats-server does not start:\n${log}`)));
  });
  return {
    port,
    monitoring,
    log: () => log,
    stop: async () => {
      process.off('exit', kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** A port of loopback that nobody uses now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}
