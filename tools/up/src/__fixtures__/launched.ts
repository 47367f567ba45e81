import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { readReadyFile, type ReadyFile } from '../ready-file.js';

/** Runs the launcher on the services of the folder that is its argument. */
export const launchScript = path.join(__dirname, 'launch-stand-ins.mjs');

/** Polls until `probe` gives something; throws what `describe` says when it has not within `timeoutMs`. */
export async function eventually<T>(
  probe: () => T | undefined | false,
  describe: () => string,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`did not happen: ${describe()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A launcher that runs on stand-ins, in a process of its own. */
export class Launched {
  readonly child: ChildProcess;
  readonly exited: Promise<number | NodeJS.Signals>;
  output = '';
  readonly #home: string;

  constructor(appsDirectory: string, environment: Record<string, string> & { BELUGA_HOME: string }) {
    this.#home = environment.BELUGA_HOME;
    const env = {
      PATH: process.env['PATH'],
      NATS_SERVER_BIN: process.env['NATS_SERVER_BIN'],
      PORT: '0',
      ...environment,
    };
    this.child = spawn(process.execPath, [launchScript, appsDirectory], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve(signal ?? code ?? -1));
    });
  }

  /** Waits for ready.json to satisfy `wanted`. */
  ready(wanted: (ready: ReadyFile) => boolean = () => true): Promise<ReadyFile> {
    return eventually(
      () => {
        if (this.child.exitCode !== null) throw new Error(`the launcher ended:\n${this.output}`);
        const ready = readReadyFile(this.#home);
        return ready && wanted(ready) && ready;
      },
      () => `ready.json as wanted\n${this.output}`,
    );
  }

  /** Asks it to end, and resolves with its exit code. */
  stop(): Promise<number | NodeJS.Signals> {
    this.child.kill('SIGTERM');
    return this.exited;
  }
}
