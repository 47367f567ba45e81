import { LaunchError } from './launch-error.js';
import type { ServiceLog } from './service-log.js';
import type { StartedProcess } from './supervisor.js';

/** What a command is, and whom it tells. */
export interface CommandOptions {
  name: string;
  start: () => Pick<StartedProcess, 'child'>;
  log: ServiceLog;
  /** Called with the pid of the process, as soon as there is one. */
  onSpawn: (pid: number) => void;
}

/** A process that does one thing and ends. */
export class Command {
  readonly name: string;
  readonly #options: CommandOptions;
  #isOver = false;
  #end: () => void = () => undefined;

  constructor(options: CommandOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** Whether it has ended, and nothing waits for it any more. */
  get isReady(): boolean {
    return this.#isOver;
  }

  tail(): string[] {
    return this.#options.log.tail();
  }

  /** Resolves when it has done it; rejects with what it said last where it has not. */
  run(): Promise<void> {
    const { start, log, onSpawn } = this.#options;
    const { child } = start();
    this.#end = () => void child.kill('SIGKILL');
    if (child.pid !== undefined) onSpawn(child.pid);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => log.write(chunk));
    return new Promise((resolve, reject) => {
      const fail = (ending: string) => {
        reject(new LaunchError(`${this.name} ${ending}.\n${this.tail().join('\n')}`));
      };
      child.on('error', (error) => child.pid === undefined && fail(`could not be started (${error.message})`));
      child.once('close', (code, signal) => {
        log.end();
        this.#isOver = true;
        if (code === 0) resolve();
        else fail(signal ? `was killed by ${signal}` : `ended with exit code ${code}`);
      });
    });
  }

  /** Ends it, wherever it is. */
  kill(): void {
    this.#end();
  }
}
