import { randomUUID } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LaunchError } from './launch-error.js';
import { readNatsInfo } from './nats-info.js';
import { pickPort, reachableAuthority } from './port.js';

/** Where and how a nats-server runs. */
export interface NatsServerOptions {
  /** Path of the executable, from `findOrInstallNatsServer`. */
  binary: string;
  /** JetStream's files and the server's configuration lie here; made if missing. */
  dataDir: string;
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: a free one is picked and kept. */
  port?: number;
  /** Given each chunk the server logs (to standard error). */
  onOutput?: (chunk: Buffer) => void;
  /** Milliseconds until a start counts as failed. Default 20,000. */
  timeoutMs?: number;
}

/** A nats-server process of ours. */
export interface NatsServer {
  url: string;
  port: number;
  pid: number;
  /** Resolves when the process is gone, however it ended. */
  exited: Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Asks it to end, and kills it when it has not after ten seconds. */
  stop(): Promise<void>;
}

/** A started process that is not yet known to serve. */
export interface StartedNats {
  child: ChildProcess;
  ready: Promise<void>;
}

/** Starts nats-server with JetStream and resolves when a client can use it. Throws `LaunchError` with what the server logged. */
export async function startNatsServer(options: NatsServerOptions): Promise<NatsServer> {
  const host = options.host ?? '127.0.0.1';
  const port = options.port || (await pickPort(host));
  let log = '';
  const onOutput = (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-8_000);
    options.onOutput?.(chunk);
  };
  const { child, ready } = spawnNatsServer({ ...options, host, port, onOutput });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  try {
    await ready;
  } catch (error) {
    child.kill('SIGKILL');
    await exited;
    throw new LaunchError(`${error instanceof Error ? error.message : String(error)}\n${log}`.trimEnd());
  }
  return {
    url: `nats://${reachableAuthority(host, port)}`,
    port,
    pid: child.pid as number,
    exited,
    kill: (signal) => void child.kill(signal),
    stop: async () => {
      child.kill('SIGTERM');
      const overdue = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(overdue);
    },
  };
}

/** Writes the configuration and starts the process; `ready` rejects when it ends first or takes too long. */
export function spawnNatsServer(options: NatsServerOptions & { host: string; port: number }): StartedNats {
  const { binary, dataDir, host, port } = options;
  const name = `belugapi-${randomUUID()}`;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const configuration = path.join(dataDir, 'nats-server.conf');
  writeFileSync(configuration, natsConfiguration(name, host, port, dataDir), { mode: 0o600 });
  // A session of its own: ctrl-c in a terminal would otherwise end it before the services have drained.
  // One thread carries more than one machine's stack sends, and takes a third less CPU than two that wake each other.
  const env = { GOMAXPROCS: '1', ...process.env };
  const child = spawn(binary, ['-c', configuration], { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => options.onOutput?.(chunk));
  }
  return { child, ready: whenServing(child, name, host, port, options.timeoutMs ?? 20_000) };
}

// The server's default of 1 MB per message stays: what works here must work on a server set up by others.
function natsConfiguration(name: string, host: string, port: number, dataDir: string): string {
  const quoted = (text: string) => JSON.stringify(text);
  return [
    `server_name: ${quoted(name)}`,
    `host: ${quoted(host)}`,
    `port: ${port}`,
    `jetstream { store_dir: ${quoted(path.resolve(dataDir))} }`,
    '',
  ].join('\n');
}

async function whenServing(
  child: ChildProcess,
  name: string,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<void> {
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = signal ? `killed by ${signal}` : `exit code ${code}`));
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const info = await readNatsInfo(host, port);
    // Another server on the same port would answer too; only ours has this name.
    if (info?.serverName === name && info.jetStream) return;
    if (ended !== undefined) throw new LaunchError(`nats-server did not start on ${host}:${port}: ${ended}`);
    if (performance.now() > deadline) throw new LaunchError(`nats-server did not serve within ${timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
