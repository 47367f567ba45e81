import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { forkListening, spawnTracked, stop } from './child-process.js';

/** What stands between the load and the vendor, ready to serve. */
export interface Contestant {
  readonly name: 'direct' | 'floor' | 'portkey' | 'belugapi' | 'engine';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Process ids by role; asked anew each time, because a launcher may restart one. */
  pids(): Readonly<Record<string, number>>;
  /** Milliseconds from its start to ready. */
  readonly startMs: number;
  stop(): Promise<void>;
}

const KEY = 'bench';
const READY_MS = 60_000;

/** No process in between: the reference for times, without CPU of its own. */
export function startDirect(vendorUrl: string): Contestant {
  return {
    name: 'direct',
    url: vendorUrl,
    headers: { authorization: `Bearer ${KEY}` },
    pids: () => ({}),
    startMs: 0,
    stop: () => Promise.resolve(),
  };
}

/** A bare Node reverse proxy. */
export async function startFloor(vendorUrl: string): Promise<Contestant> {
  const before = performance.now();
  const { url, pid, stop } = await forkListening('./floor-main.js', [vendorUrl]);
  return {
    name: 'floor',
    url,
    headers: { authorization: `Bearer ${KEY}` },
    pids: () => ({ proxy: pid }),
    startMs: performance.now() - before,
    stop,
  };
}

/** Portkey's gateway, installed by `installPeer`. */
export async function startPortkey(vendorUrl: string): Promise<Contestant> {
  const before = performance.now();
  const { url, pid, stop } = await forkListening(
    '../peer/node_modules/@portkey-ai/gateway/build/start-server.js',
    ['--headless', '--port=1'],
    { execArgv: ['--import', new URL('./peer-preload.js', import.meta.url).href] },
  );
  return {
    name: 'portkey',
    url,
    headers: {
      authorization: `Bearer ${KEY}`,
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `${vendorUrl}/v1`,
    },
    pids: () => ({ gateway: pid }),
    startMs: performance.now() - before,
    stop,
  };
}

interface Ready {
  readonly url: string;
  readonly apiKey: string;
  readonly pids: Readonly<Record<string, number>>;
}

/** The whole stack, as `npm start` runs it, with the vendor as its only provider. */
export function startBelugapi(vendorUrl: string): Promise<Contestant> {
  return startStack({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${vendorUrl}/v1`, BELUGA_WORKERS: 'openai' });
}

/** The whole stack with the provider settings of `environment`. */
export async function startStack(environment: Readonly<Record<string, string>>): Promise<Contestant> {
  const before = performance.now();
  const home = mkdtempSync(join(tmpdir(), 'belugapi-bench-'));
  const file = join(home, 'ready.json');
  const child = spawnTracked(process.execPath, [fileURLToPath(new URL('../../up/dist/main.js', import.meta.url))], {
    env: {
      NODE_ENV: 'production',
      BELUGA_HOME: home,
      PORT: '0',
      ...environment,
    },
  });
  const leave = async () => {
    await stop(child);
    rmSync(home, { recursive: true, force: true });
  };
  const ready = () => JSON.parse(readFileSync(file, 'utf8')) as Ready;
  try {
    while (!existsSync(file)) {
      if (child.exitCode !== null) throw new Error(`the stack ended with code ${child.exitCode} before it was ready`);
      if (performance.now() - before > READY_MS) throw new Error(`the stack was not ready within ${READY_MS} ms`);
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
