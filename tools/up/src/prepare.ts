import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { askReadiness } from './gateway-readiness.js';
import { LaunchError } from './launch-error.js';
import type { LauncherConfig } from './launcher-config.js';
import { readNatsInfo } from './nats-info.js';
import { reachableAuthority, whyPortIsTaken } from './port.js';
import { readyFileOf } from './ready-file.js';

/** Makes the home and the folders in it, for its owner's eyes only. Throws `LaunchError` when it cannot. */
export function prepareHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    for (const folder of ['auth', 'billing', 'nats']) {
      mkdirSync(path.join(home, folder), { recursive: true, mode: 0o700 });
      chmodSync(path.join(home, folder), 0o700);
    }
  } catch (error) {
    throw new LaunchError(
      `BELUGA_HOME: ${home} cannot be used: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/** Removes the ready.json that a killed launcher left. For the holder of the home's lock. */
export function forgetReadiness(home: string): void {
  rmSync(readyFileOf(home), { force: true });
}

/** Throws `LaunchError`, naming the port and its variable, when the gateway could not listen. */
export async function checkPort({ host, port }: LauncherConfig): Promise<void> {
  if (port === 0) return;
  const reason = await whyPortIsTaken(host, port);
  if (reason === undefined) return;
  if (reason === 'EADDRINUSE') {
    const answer = await askReadiness(`http://${reachableAuthority(host, port)}`);
    const who = answer?.body ? 'another BelugAPI, which answers there' : 'another program';
    throw new LaunchError(
      `PORT: ${port} on ${host} is taken by ${who}. Stop it, or set PORT to a free port (0 picks one).`,
    );
  }
  if (reason === 'EACCES')
    throw new LaunchError(`PORT: ${port} may not be listened on by this user. Set PORT to 1024 or more.`);
  throw new LaunchError(`HOST: ${host} cannot be listened on (${reason}). Set HOST to an address of this machine.`);
}

/** Throws `LaunchError` when no server of `NATS_URL` answers, or one is malformed; a service would only say so much later. */
export async function checkNats(natsUrl: string): Promise<void> {
  const hosts = natsUrl.split(',').map((one) => {
    const server = URL.parse(one.includes('://') ? one.trim() : `nats://${one.trim()}`);
    if (!server?.hostname) throw new LaunchError('NATS_URL: is not a list of nats://host:port.');
    return { host: server.hostname.replace(/^\[|\]$/g, ''), port: Number(server.port || 4222) };
  });
  const answers = await Promise.all(hosts.map(({ host, port }) => readNatsInfo(host, port)));
  const names = hosts.map(({ host, port }) => reachableAuthority(host, port)).join(', ');
  if (answers.every((answer) => answer === undefined))
    throw new LaunchError(`NATS_URL: no NATS server answers at ${names}.`);
  if (!answers.some((answer) => answer?.jetStream)) {
    throw new LaunchError(`NATS_URL: the server at ${names} has JetStream switched off (start it with -js).`);
  }
}
