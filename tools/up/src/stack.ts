import path from 'node:path';
import { chooseWorkers } from './choose-workers.js';
import { findOrInstallNatsServer } from './find-nats-server.js';
import { waitForGateways } from './gateway-readiness.js';
import { lockHome, type HomeLock } from './home-lock.js';
import { LaunchError } from './launch-error.js';
import type { LauncherConfig } from './launcher-config.js';
import { spawnNatsServer } from './nats-server.js';
import { pickPort, reachableAuthority } from './port.js';
import { checkNats, checkPort, forgetReadiness, prepareHome } from './prepare.js';
import { stopLeftovers } from './process-register.js';
import { Processes } from './processes.js';
import { readyFileOf, type ReadyFile } from './ready-file.js';
import { describeReadiness, gatewayUrls } from './describe-readiness.js';
import { readOrCreateSecrets } from './secrets.js';
import type { StackFacts } from './service-environment.js';
import { checkBuilt, planServices, type PlannedService } from './service-plan.js';
import { startService } from './start-service.js';
import type { StartedProcess } from './supervisor.js';
import { prefixed, type Terminal } from './terminal.js';
import { writeWhole } from './write-whole.js';

/** What runs, and where it is shown. */
export interface StackOptions {
  config: LauncherConfig;
  /** Working directory of the services. */
  root: string;
  /** The folder with gateway, auth, billing and workers. */
  appsDirectory: string;
  terminal: Terminal;
}

// Beyond the gateways' own grace: what is still open then they end with an error, and themselves at the latest 5 s later.
const drainMarginMs = 6_000;
const restartReadinessMs = 10_000;

/** One whole BelugAPI on this machine. */
export class Stack {
  readonly #options: StackOptions;
  readonly #config: LauncherConfig;
  readonly #processes: Processes;
  readonly #say: (line: string) => void;
  #lock: HomeLock | undefined;
  #facts: StackFacts | undefined;
  #workers: string[] = [];
  #missing = '';
  #isPublished = false;
  #stopped: Promise<void> | undefined;

  constructor(options: StackOptions) {
    const { config, terminal } = options;
    this.#options = options;
    this.#config = config;
    this.#processes = new Processes({
      home: config.home,
      terminal,
      readyTimeoutMs: config.startTimeoutSeconds * 1000,
      drainMs: config.graceSeconds * 1000 + drainMarginMs,
      onRestart: (name) => void this.#onRestart(name),
    });
    this.#say = prefixed(terminal, 'up', 0);
  }

  /** Starts everything; resolves when a request sent now is served. Throws `LaunchError`; then `stop` ends what runs. */
  async start(): Promise<ReadyFile> {
    await this.#prepare();
    const natsBinary = this.#config.natsUrl
      ? undefined
      : await findOrInstallNatsServer({ onProgress: this.#say, environment: this.#config.environment });
    const timeoutMs = this.#config.startTimeoutSeconds * 1000;
    let overdue: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      overdue = setTimeout(() => reject(this.#lateError()), timeoutMs);
    });
    try {
      return await Promise.race([this.#startServices(natsBinary), late]);
    } finally {
      clearTimeout(overdue);
    }
  }

  /** Ends everything in order, open streams first. Safe to call twice, and while starting. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  /** Kills everything that runs, at once. */
  kill(): void {
    this.#processes.kill();
    this.#leaveHome();
  }

  async #prepare(): Promise<void> {
    const { config, appsDirectory } = this.#options;
    const { workers, withoutWorker } = chooseWorkers(config, appsDirectory);
    checkBuilt(workers, appsDirectory);
    for (const provider of withoutWorker) {
      this.#say(`${provider.toUpperCase()}_API_KEY is set, but there is no worker for ${provider} here`);
    }
    this.#workers = workers;
    prepareHome(config.home);
    this.#lock = lockHome(config.home);
    forgetReadiness(config.home);
    const left = await stopLeftovers(config.home);
    if (left.length > 0) this.#say(`ended what an earlier launcher left running: ${left.join(', ')}`);
    await checkPort(config);
    if (config.natsUrl) await checkNats(config.natsUrl);
  }

  async #startServices(natsBinary: string | undefined): Promise<ReadyFile> {
    const config = this.#config;
    this.#facts = {
      config,
      secrets: readOrCreateSecrets(config.home, config),
      natsUrl: natsBinary === undefined ? (config.natsUrl ?? '') : await this.#startNats(natsBinary),
      port: config.port || (await pickPort(config.host)),
      logFormat: config.logFormat ?? (this.#options.terminal.isTty ? 'pretty' : 'json'),
    };
    const plan = planServices(this.#facts, this.#workers, this.#options.appsDirectory);
    const { migrations, stores, workers, gateways } = plan;
    const starter =
      ({ entry, environment }: PlannedService) =>
      () =>
        startService(entry, environment, this.#options.root);
    const start = (service: PlannedService) => this.#processes.supervise(service.name, starter(service));
    await Promise.all(migrations.map((command) => this.#processes.run(command.name, starter(command))));
    await Promise.all(stores.map(start));
    await Promise.all([...workers, ...gateways].map(start));
    await this.#gatewaysServe(this.#workers, Infinity);
    if (this.#stopped) throw new LaunchError('Stopped.');
    return this.#publish(this.#facts);
  }

  async #startNats(binary: string): Promise<string> {
    const host = '127.0.0.1';
    const port = await pickPort(host);
    const dataDir = path.join(this.#config.home, 'nats');
    const start = (): StartedProcess => {
      const { child, ready } = spawnNatsServer({ binary, dataDir, host, port });
      return { child, ready: ready.then(() => ({})) };
    };
    // At its start it logs a page that tells an operator of the gateway nothing.
    const isVerbose = ['trace', 'debug'].includes(this.#config.logLevel);
    await this.#processes.supervise('nats', start, (line) => isVerbose || !line.includes(' [INF] '));
    return `nats://${reachableAuthority(host, port)}`;
  }

  // ready.json names a process that took over from a dead one as soon as requests go through it.
  async #onRestart(name: string): Promise<void> {
    if (name.startsWith('worker-')) await this.#gatewaysServe([name.slice('worker-'.length)], restartReadinessMs);
    if (name.startsWith('gateway')) await this.#gatewaysServe(this.#workers, restartReadinessMs);
    if (this.#facts && this.#isPublished && !this.#stopped) this.#publish(this.#facts);
  }

  #gatewaysServe(workers: string[], timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    return waitForGateways(
      () => this.#gatewayUrls(),
      workers,
      (reason) => {
        this.#missing = reason;
        return this.#stopped !== undefined || performance.now() > deadline;
      },
    );
  }

  #gatewayUrls(): string[] {
    return this.#facts ? gatewayUrls(this.#facts, this.#processes.all()) : [];
  }

  #publish(facts: StackFacts): ReadyFile {
    const ready = describeReadiness(facts, this.#processes.all());
    writeWhole(readyFileOf(this.#config.home), `${JSON.stringify(ready, null, 2)}\n`);
    this.#isPublished = true;
    return ready;
  }

  #lateError(): LaunchError {
    const unready = this.#processes.unready();
    const names = unready.map(({ name }) => name).join(', ');
    const tails = unready.map((one) => `The last lines of ${one.name}:\n${one.tail().join('\n') || '(none)'}`);
    const reason = unready.length > 0 ? `${names} did not get ready` : `the gateway did not: ${this.#missing}`;
    return new LaunchError([`Not ready after ${this.#config.startTimeoutSeconds} s: ${reason}.`, ...tails].join('\n'));
  }

  async #end(): Promise<void> {
    if (this.#isPublished) forgetReadiness(this.#config.home);
    await this.#processes.stop();
    this.#leaveHome();
  }

  #leaveHome(): void {
    if (!this.#lock) return; // it may be another launcher's
    forgetReadiness(this.#config.home);
    this.#lock.release();
    this.#lock = undefined;
  }
}
