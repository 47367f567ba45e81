import { Command } from './command.js';
import { LaunchError } from './launch-error.js';
import { ProcessRegister } from './process-register.js';
import { ServiceLog } from './service-log.js';
import { Supervisor, type StartedProcess } from './supervisor.js';
import { prefixed, type Terminal } from './terminal.js';

/** What all processes of a stack have in common. */
export interface ProcessesOptions {
  home: string;
  terminal: Terminal;
  /** How long one may take to get ready. */
  readyTimeoutMs: number;
  /** How long a gateway may go on serving open streams when it is asked to end. */
  drainMs: number;
  /** Called with the name of a process that is ready after having died. */
  onRestart: (name: string) => void;
}

const stopGraceMs = 10_000;

/** The processes of a stack by name: starts, supervises and ends them. */
export class Processes {
  readonly #options: ProcessesOptions;
  readonly #supervisors = new Map<string, Supervisor>();
  readonly #commands: Command[] = [];
  readonly #register: ProcessRegister;
  readonly #say: (line: string) => void;
  #isStopping = false;

  constructor(options: ProcessesOptions) {
    this.#options = options;
    this.#register = new ProcessRegister(options.home);
    this.#say = prefixed(options.terminal, 'up', 0);
  }

  /** Starts a process under `name`, to be kept running. Resolves when it is ready. */
  supervise(name: string, start: () => StartedProcess, isShown: (line: string) => boolean = () => true): Promise<void> {
    if (this.#isStopping) return Promise.reject(new LaunchError(`${name} was not started.`));
    const show = prefixed(this.#options.terminal, name, this.#supervisors.size + 1);
    const supervisor = new Supervisor({
      name,
      start,
      log: new ServiceLog((line) => isShown(line) && show(line)),
      report: this.#say,
      onSpawn: (pid) => this.#register.add(name, pid),
      onRestart: () => this.#options.onRestart(name),
      readyTimeoutMs: this.#options.readyTimeoutMs,
    });
    this.#supervisors.set(name, supervisor);
    return supervisor.start();
  }

  /** Runs a process under `name` that ends by itself. Resolves when it has; rejects when it failed, or was ended by `stop`. */
  async run(name: string, start: () => StartedProcess): Promise<void> {
    if (this.#isStopping) throw new LaunchError(`${name} was not started.`);
    const show = prefixed(this.#options.terminal, name, this.#commands.length + 1);
    const command = new Command({
      name,
      start,
      log: new ServiceLog(show),
      onSpawn: (pid) => this.#register.add(name, pid),
    });
    this.#commands.push(command);
    await command.run();
  }

  /** What the start still waits for. */
  unready(): Pick<Command, 'name' | 'tail'>[] {
    return [...this.#commands, ...this.all()].filter(({ isReady }) => !isReady);
  }

  all(): Supervisor[] {
    return [...this.#supervisors.values()];
  }

  /** Ends all: gateways first, which then finish their open streams through workers, billing and auth; NATS last. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const command of this.#commands) command.kill();
    const end = (names: RegExp, graceMs: number) =>
      Promise.all(this.#named(names).map((supervisor) => supervisor.stop(graceMs)));
    await end(/^gateway/, this.#options.drainMs);
    await end(/^worker-/, stopGraceMs);
    await end(/^billing$/, stopGraceMs);
    await end(/^auth$/, stopGraceMs);
    await end(/^nats$/, stopGraceMs);
    if (this.#supervisors.size + this.#commands.length > 0) this.#register.clear();
  }

  /** Kills all at once. */
  kill(): void {
    this.#isStopping = true;
    for (const process of [...this.#commands, ...this.all()]) process.kill();
  }

  #named(names: RegExp): Supervisor[] {
    return this.all().filter(({ name }) => names.test(name));
  }
}
