import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PATIENCE_MS = 20_000;
const STOP_MS = 60_000;
const running = new Set<ChildProcess>();

// Whatever ends the bench, its processes end with it; a launcher needs the chance to stop its own.
process.once('exit', () => running.forEach((child) => child.kill('SIGTERM')));

/** A process of the bench that has said where it listens. */
export interface ListeningProcess {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** Forks `script` (relative to this file) and waits for its `{ url }` message. */
export async function forkListening(
  script: string,
  args: readonly string[] = [],
  options: { execArgv?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<ListeningProcess> {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), args, {
    execArgv: options.execArgv ?? [],
    env: { ...process.env, NODE_ENV: 'production', ...options.env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  track(child);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${script} ended with code ${String(code)} before it listened`);
  });
  const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [{ url: string }];
  ended.catch(() => undefined);
  return { pid: child.pid ?? 0, url: message.url, stop: () => stop(child) };
}

/** Spawns a command whose output goes to the file descriptor `output`. */
export function spawnTracked(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; output: number },
): ChildProcess {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', options.output, options.output],
  });
  return track(child);
}

/** SIGTERM, then SIGKILL after a minute (a launcher killed earlier would leave its services); resolves when it is gone. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(timer);
}

function track(child: ChildProcess): ChildProcess {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}
