import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '@belugapi/up';

// A dollar per million tokens, in and out: a thousand nano-dollars for a token.
const catalog = 'models: { gpt-4.1-mini-2025-04-14: { prices: { input: 1, output: 1, version: spec } } }';
/** The model that has that price. */
export const pricedModel = 'gpt-4.1-mini-2025-04-14';

/** The billing service, as built, in a process and with a database of its own. */
export class BillingProcess {
  private readonly home = mkdtempSync(path.join(tmpdir(), 'belugapi-money-'));
  private child: ChildProcess | undefined;

  constructor(private readonly natsUrl: string) {
    writeFileSync(path.join(this.home, 'catalog.yaml'), catalog);
  }

  /** Resolves once it answers requests. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [path.join(repositoryRoot, 'apps/billing/dist/main.js')], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        NATS_URL: this.natsUrl,
        METRICS_HOST: '127.0.0.1',
        METRICS_PORT: '0',
        LOG_LEVEL: 'error',
        DATA_DIR: path.join(this.home, 'billing'),
        BELUGA_CATALOG: path.join(this.home, 'catalog.yaml'),
      },
    });
    this.child = child;
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`billing ended with ${code}`);
    });
    await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => undefined);
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.home, { recursive: true, force: true });
  }
}
