import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawnTracked, stop } from './child-process.js';
import type { Contestant } from './contestant.js';

const READY_MS = 60_000;
const LOG_TAIL = 2_000;

interface Ready {
  readonly url: string;
  readonly apiKey: string;
  readonly pids: Readonly<Record<string, number>>;
}

/** The whole stack, as `npm start` runs it, with the vendor as its only provider. */
export function startBelugapi(vendorUrl: string, more: Readonly<Record<string, string>> = {}): Promise<Contestant> {
  const vendor = { OPENAI_API_KEY: 'bench', OPENAI_BASE_URL: `${vendorUrl}/v1`, BELUGA_WORKERS: 'openai' };
  return startStack({ ...vendor, ...more });
}

/** The whole stack with the provider settings of `environment`. */
export async function startStack(environment: Readonly<Record<string, string>>): Promise<Contestant> {
  const before = performance.now();
  const home = mkdtempSync(join(tmpdir(), 'belugapi-bench-'));
  const file = join(home, 'ready.json');
  const log = join(home, 'bench.log');
  const output = openSync(log, 'w');
  const child = spawnTracked(process.execPath, [fileURLToPath(new URL('../../up/dist/main.js', import.meta.url))], {
    env: {
      NODE_ENV: 'production',
      BELUGA_HOME: home,
      PORT: '0',
      ...environment,
    },
    output,
  });
  closeSync(output);
  const leave = async () => {
    await stop(child);
    rmSync(home, { recursive: true, force: true });
  };
  const fail = (reason: string) => {
    throw new Error(`the stack ${reason}:\n${readFileSync(log, 'utf8').slice(-LOG_TAIL)}`);
  };
  const ready = () => JSON.parse(readFileSync(file, 'utf8')) as Ready;
  try {
    while (!existsSync(file)) {
      if (child.exitCode !== null) fail(`ended with code ${child.exitCode} before it was ready`);
      if (performance.now() - before > READY_MS) fail(`was not ready within ${READY_MS} ms`);
      await sleep(20);
    }
    const startMs = performance.now() - before;
    const { url, apiKey } = ready();
    return {
      name: 'belugapi',
      url,
      headers: { authorization: `Bearer ${apiKey}` },
      pids: () => ready().pids,
      startMs,
      stop: leave,
    };
  } catch (error) {
    await leave();
    throw error;
  }
}
