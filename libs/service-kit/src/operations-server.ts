import { createServer, type Server, type ServerResponse } from 'node:http';
import { joinAddress } from './join-address.js';
import type { AddressInfo } from 'node:net';
import { Gauge, type Registry } from 'prom-client';

type DependencyMode = 'ok' | 'degraded' | 'stale' | 'down';

/** One dependency's state for /readyz. `down` makes the service not ready. */
export interface DependencyState {
  readonly mode: DependencyMode;
  readonly detail?: string;
}

export type DependencyCheck = () => DependencyState | Promise<DependencyState>;

export interface Readiness {
  readonly ready: boolean;
  readonly dependencies: Readonly<Record<string, DependencyState>>;
}

// Probes give up after a few seconds: by then they must know which dependency it is that does not answer.
const checkTimeoutMs = 3_000;

/** The port that operators and probes use, apart from the traffic: /livez, /readyz and /metrics. */
export class OperationsServer {
  private readonly checks = new Map<string, DependencyCheck>();
  private readonly server: Server;
  private draining = false;

  constructor(private readonly registry: Registry) {
    this.server = createServer((request, response) => {
      this.answer(request.url ?? '/', response).catch(() => response.destroy());
    });
    this.observeDependencies();
  }

  /** Adds a dependency; a check that throws, or takes longer than 3 s, counts as down. */
  addCheck(name: string, check: DependencyCheck): void {
    this.checks.set(name, check);
  }

  /** From now on /readyz says 503, so that nobody sends new work. */
  startDraining(): void {
    this.draining = true;
  }

  async readiness(): Promise<Readiness> {
    const states = await Promise.all(
      [...this.checks].map(async ([name, check]): Promise<[string, DependencyState]> => {
        try {
          return [name, await withinTime(check)];
        } catch (error) {
          return [name, { mode: 'down', detail: error instanceof Error ? error.message : 'check failed' }];
        }
      }),
    );
    const up = states.every(([, state]) => state.mode !== 'down');
    return { ready: up && !this.draining, dependencies: Object.fromEntries(states) };
  }

  /** Resolves with the port's URL. */
  async listen(host: string, port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    const address = this.server.address() as AddressInfo;
    return `http://${joinAddress(host, address.port)}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private observeDependencies(): void {
    const readiness = () => this.readiness();
    new Gauge({
      name: 'beluga_dependency_up',
      help: 'Whether a dependency of this service answers; asked at each scrape.',
      labelNames: ['dependency'],
      registers: [this.registry],
      async collect() {
        for (const [dependency, { mode }] of Object.entries((await readiness()).dependencies)) {
          this.set({ dependency }, mode === 'down' || mode === 'stale' ? 0 : 1);
        }
      },
    });
  }

  private async answer(url: string, response: ServerResponse): Promise<void> {
    const path = url.split('?', 1)[0];
    if (path === '/livez') return json(response, 200, { status: 'ok' });
    if (path === '/readyz') {
      const { ready, dependencies } = await this.readiness();
      return json(response, ready ? 200 : 503, { status: ready ? 'ok' : 'unavailable', dependencies });
    }
    if (path === '/metrics') {
      const body = await this.registry.metrics();
      response.writeHead(200, { 'content-type': this.registry.contentType }).end(body);
      return;
    }
    json(response, 404, { status: 'unknown path' });
  }
}

async function withinTime(check: DependencyCheck): Promise<DependencyState> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<DependencyState>((resolve) => {
    const state: DependencyState = { mode: 'down', detail: `no answer within ${checkTimeoutMs / 1_000} s` };
    timer = setTimeout(resolve, checkTimeoutMs, state);
  });
  try {
    return await Promise.race([check(), overdue]);
  } finally {
    clearTimeout(timer);
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
