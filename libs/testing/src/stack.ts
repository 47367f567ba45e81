import { readReadyFile, type ReadyFile, repositoryRoot, stopLeftovers } from '@belugapi/up';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** How a stack differs from the one that `npm start` runs. */
export interface StackOptions {
  /** Variables of DESIGN §9 beside those set here. Nothing of this process's environment gets through but PATH and the like. */
  env?: Record<string, string>;
  /** Number of gateway processes. Default 1. */
  gateways?: number;
  /** Providers to start workers for; edge starts always. Default: those with a key in `env`. */
  workers?: string[] | 'all';
  /** Milliseconds until it must be ready. Default 120,000. */
  timeoutMs?: number;
  /** The launcher to run. Default: the one of this checkout, as built. */
  launcher?: string;
}

/** A whole BelugAPI in processes of its own, as `npm start` runs it. */
export interface RunningStack {
  /** What ready.json says now. */
  readonly ready: ReadyFile;
  /** The gateway's base URL, without /v1. */
  readonly url: string;
  readonly apiKey: string;
  readonly adminKey: string;
  /** Its BELUGA_HOME. */
  readonly home: string;
  /** The launcher's own pid. */
  readonly launcherPid: number;
  /** The pid of a service by its name in ready.json; throws when it is not running. */
  pid(service: string): number;
  /** All that the launcher and the services have printed. */
  output(): string;
  kill(service: string, signal?: NodeJS.Signals): void;
  /** Waits until ready.json satisfies `wanted`; throws, with the output, when it does not within `timeoutMs` (default 30,000). */
  until(wanted: (ready: ReadyFile) => boolean, timeoutMs?: number): Promise<ReadyFile>;
  /** Ends everything in order and removes the home. Resolves with the launcher's exit code. */
  stop(): Promise<number | NodeJS.Signals>;
}

const passedOn = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR', 'NATS_SERVER_BIN'];
const maxOutputLength = 8 * 1024 * 1024;

/** Starts a stack on free ports and in a home of its own; resolves when it serves. Throws with all it printed when it does not. */
export async function startStack(options: StackOptions = {}): Promise<RunningStack> {
  const home = mkdtempSync(path.join(tmpdir(), 'belugapi-stack-'));
  const launcher = options.launcher ?? path.join(repositoryRoot, 'tools/up/dist/main.js');
  const env = { ...environmentOf(options), BELUGA_HOME: home };
  const child = spawn(process.execPath, ['--enable-source-maps', launcher], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-maxOutputLength)));
  }
  // Asked and not killed: only the launcher itself can end what it started.
  const endWithUs = () => child.kill('SIGTERM');
  process.once('exit', endWithUs);
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code ?? -1));
  });
  const until: RunningStack['until'] = (wanted, timeoutMs = 30_000) => {
    return readyFileOnce({ home, wanted, timeoutMs, exited, output: () => output });
  };
  const stop = async () => {
    child.kill('SIGTERM');
    const how = await exited;
    process.off('exit', endWithUs);
    await stopLeftovers(home); // of a launcher that a spec has killed
    rmSync(home, { recursive: true, force: true });
    return how;
  };
  const pid = (service: string) => {
    const found = readReadyFile(home)?.pids[service];
    if (found === undefined) throw new Error(`${service} is not running`);
    return found;
  };

  let latest: ReadyFile;
  try {
    latest = await until(() => true, options.timeoutMs ?? 120_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    get ready() {
      return (latest = readReadyFile(home) ?? latest);
    },
    url: latest.url,
    apiKey: latest.apiKey,
    adminKey: latest.adminKey,
    home,
    launcherPid: child.pid as number,
    pid,
    output: () => output,
    kill: (service, signal = 'SIGKILL') => void process.kill(pid(service), signal),
    until,
    stop,
  };
}

function environmentOf({ env, gateways = 1, workers }: StackOptions): Record<string, string> {
  const own = passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return {
    ...(Object.fromEntries(own) as Record<string, string>),
    PORT: '0',
    BELUGA_GATEWAYS: String(gateways),
    ...(workers !== undefined && { BELUGA_WORKERS: workers === 'all' ? 'all' : ['edge', ...workers].join(',') }),
    ...env,
  };
}

interface Wait {
  home: string;
  wanted: (ready: ReadyFile) => boolean;
  timeoutMs: number;
  exited: Promise<number | NodeJS.Signals>;
  output: () => string;
}

function readyFileOnce({ home, wanted, timeoutMs, exited, output }: Wait): Promise<ReadyFile> {
  return new Promise((resolve, reject) => {
    const settle = (how: () => void) => {
      clearTimeout(overdue);
      watcher.close();
      how();
    };
    const fail = (reason: string) => settle(() => reject(new Error(`${reason}:\n${output()}`)));
    const look = () => {
      try {
        const ready = readReadyFile(home);
        if (ready && wanted(ready)) settle(() => resolve(ready));
      } catch (error) {
        fail(String(error));
      }
    };
    const watcher = watch(home, look);
    watcher.on('error', (error) => fail(error.message)); // such as the home's removal
    const overdue = setTimeout(() => fail(`ready.json was not as wanted within ${timeoutMs / 1000} s`), timeoutMs);
    void exited.then((how) => fail(`the launcher ended (${how})`));
    look(); // it may have been there before the watch began
  });
}
