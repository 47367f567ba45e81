import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { LaunchError } from './launch-error.js';

/** Undefined when `port` of `host` can be listened on now; else the reason as an error code (`EADDRINUSE`, `EACCES`, …). */
export function whyPortIsTaken(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/**
 * A free port of `host` that stays ours while its owner restarts: chosen below the range from which systems hand out
 * ephemeral ports, so that no outgoing connection and no other listener on port 0 takes it meanwhile.
 */
export async function pickPort(host: string): Promise<number> {
  let reason: string | undefined;
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = randomInt(20_000, 32_000);
    reason = await whyPortIsTaken(host, port);
    if (reason === undefined) return port;
    if (reason !== 'EADDRINUSE') break;
  }
  throw new LaunchError(`No free port was found on ${host}: ${reason}.`);
}

/** `host` and `port` as the authority of a URL that a client on this machine can use. */
export function reachableAuthority(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return reachable.includes(':') ? `[${reachable}]:${port}` : `${reachable}:${port}`;
}
