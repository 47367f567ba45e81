import { forkListening } from './child-process.js';
import type { Contestant } from './contestant.js';

/** The vendor takes any key. */
const KEY = 'bench';

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
