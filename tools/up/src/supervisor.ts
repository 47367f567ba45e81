import type { ChildProcess } from 'node:child_process';
import { LaunchError } from './launch-error.js';
import type { ServiceAddresses } from './ready-message.js';
import type { ServiceLog } from './service-log.js';

/** A process just started, and when it serves. */
export interface StartedProcess {
  child: ChildProcess;
  ready: Promise<ServiceAddresses>;
}

/** What a supervisor runs, and whom it tells. */
export interface SupervisorOptions {
  name: string;
  start: () => StartedProcess;
  log: ServiceLog;
  /** Told in a sentence what happened to the process. */
  report: (sentence: string) => void;
  /** Called with the pid of each process, as soon as there is one. */
  onSpawn: (pid: number) => void;
  /** Called when a process started in place of one that died is ready. */
  onRestart: () => void;
  /** How long a process may take to get ready before it is killed. */
  readyTimeoutMs: number;
}

// What a caller of start() waits for.
interface FirstStart {
  resolve: () => void;
  reject: (reason: Error) => void;
}

const firstDelayMs = 200;
const longestDelayMs = 10_000;
const settledAfterMs = 30_000;

/** Keeps one process running: starts it, and starts it again when it dies, until it is stopped. */
export class Supervisor {
  readonly name: string;
  readonly #options: SupervisorOptions;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #addresses: ServiceAddresses = {};
  #isReady = false;
  #wasReady = false;
  #isStopping = false;
  #restarts = 0;
  #restartTimer: NodeJS.Timeout | undefined;

  constructor(options: SupervisorOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** The pid of the process that runs now; undefined between two. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Where the process serves, as of the last time it got ready. */
  get addresses(): ServiceAddresses {
    return this.#addresses;
  }

  tail(): string[] {
    return this.#options.log.tail();
  }

  /** Resolves when the process is ready. Rejects when it gives up by itself before that; one that is killed is started again. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => this.#run({ resolve, reject }));
  }

  /** Asks the process to end and waits; kills it when it has not ended after `graceMs`. Nothing is started again. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restartTimer);
    const child = this.#child;
    if (!child) return;
    child.kill('SIGTERM');
    const overdue = setTimeout(() => {
      this.#options.report(`${this.name} has not ended after ${graceMs / 1000} s and is killed`);
      child.kill('SIGKILL');
    }, graceMs);
    await this.#exited;
    clearTimeout(overdue);
  }

  /** Kills the process at once. Nothing is started again. */
  kill(): void {
    this.#isStopping = true;
    clearTimeout(this.#restartTimer);
    this.#child?.kill('SIGKILL');
  }

  #run(first: FirstStart): void {
    const { log, report, readyTimeoutMs } = this.#options;
    const startedAt = performance.now();
    const { child, ready } = this.#options.start();
    this.#child = child;
    this.#exited = new Promise((gone) => {
      child.on('error', () => child.pid === undefined && gone());
      child.once('exit', () => gone());
    });
    child.stdout?.on('data', (chunk: Buffer) => log.write(chunk));
    child.stderr?.on('data', (chunk: Buffer) => log.write(chunk));
    if (child.pid !== undefined) this.#options.onSpawn(child.pid);

    const overdue = setTimeout(() => {
      report(`${this.name} is not ready after ${readyTimeoutMs / 1000} s and is killed`);
      child.kill('SIGKILL');
    }, readyTimeoutMs);
    const onEnd = (ending: string, byItself: boolean) => {
      clearTimeout(overdue);
      if (this.#child !== child) return;
      log.end();
      this.#ended(ending, byItself, performance.now() - startedAt, first);
    };
    ready.then(
      (addresses) => {
        clearTimeout(overdue);
        if (this.#child === child) this.#serves(addresses, first);
      },
      () => child.kill('SIGKILL'),
    );
    // It also reports a signal that could not be sent, which is no end.
    child.on('error', (error) => child.pid === undefined && onEnd(`could not be started (${error.message})`, true));
    // Its last words may arrive after its end and are waited for; not for long, as a child of its own may hold the pipe.
    child.once('exit', (code, signal) => {
      const ending = signal ? `was killed by ${signal}` : `ended with exit code ${code}`;
      const late = setTimeout(() => onEnd(ending, !signal), 500);
      child.once('close', () => {
        clearTimeout(late);
        onEnd(ending, !signal);
      });
    });
  }

  #serves(addresses: ServiceAddresses, first: FirstStart): void {
    this.#addresses = addresses;
    this.#isReady = true;
    if (this.#wasReady) this.#options.onRestart();
    this.#wasReady = true;
    first.resolve();
  }

  #ended(ending: string, byItself: boolean, livedMs: number, first: FirstStart): void {
    this.#child = undefined;
    this.#isReady = false;
    if (this.#isStopping) return first.reject(new LaunchError(`${this.name} was stopped.`));
    if (byItself && !this.#wasReady) {
      return first.reject(new LaunchError(`${this.name} ${ending} before it was ready.\n${this.tail().join('\n')}`));
    }
    if (livedMs > settledAfterMs) this.#restarts = 0;
    const delay = Math.min(firstDelayMs * 2 ** this.#restarts++, longestDelayMs);
    this.#options.report(`${this.name} ${ending}; starting it again in ${delay / 1000} s`);
    this.#restartTimer = setTimeout(() => this.#run(first), delay);
  }
}
