import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contestant } from '../contestant.js';
import { emulated } from '../load-client.js';
import { residentBytes } from '../process-meter.js';
import { inTurn, type Figures, type Scenario } from '../scenario.js';

const CLIENTS = 1000;
const MEBIBYTE = 1024 * 1024;

/** Just over 10 MB of the emulated vendor's chunks. */
const TOKENS = 36_000;

/** Memory counts as settled when its peak has not risen by a hundredth for this many looks, half a second apart. */
const CALM_LOOKS = 8;
const MAX_LOOKS = 120;

function openStalled(contestant: Contestant): Socket {
  const { hostname, port, host } = new URL(contestant.url);
  const socket = connect({ host: hostname, port: Number(port) });
  // Paused before it is connected: Node then never reads, and the kernel's buffers fill up.
  socket.pause().on('error', () => undefined);
  const { body } = emulated({ tokens: TOKENS }, true);
  const headers = { host, 'content-type': 'application/json', 'content-length': body.length, ...contestant.headers };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /v1/chat/completions HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  return socket;
}

/** Reads once, at the end: a client that was turned away costs no memory, and must not count. */
async function isServed(socket: Socket): Promise<boolean> {
  const first = once(socket.resume(), 'data', { signal: AbortSignal.timeout(20_000) });
  const [data] = await first.catch(() => []);
  socket.destroy();
  return data instanceof Buffer && data.includes('HTTP/1.1 200') && data.includes('"content":" ');
}

async function load(contestant: Contestant, clients: number): Promise<Figures> {
  const pids = Object.entries(contestant.pids());
  const before = new Map(pids.map(([role, pid]) => [role, residentBytes(pid)]));
  const peak = new Map(before);
  const sockets: Socket[] = [];
  try {
    while (sockets.length < clients) {
      const batch = Array.from({ length: Math.min(100, clients - sockets.length) }, () => openStalled(contestant));
      sockets.push(...batch);
      await Promise.all(batch.map((socket) => once(socket, 'connect')));
    }
    for (let look = 0, calm = 0; look < MAX_LOOKS && calm < CALM_LOOKS; look++) {
      await sleep(500);
      calm++;
      for (const [role, pid] of pids) {
        const bytes = residentBytes(pid);
        if (bytes > (peak.get(role) ?? 0) * 1.01) calm = 0;
        peak.set(role, Math.max(bytes, peak.get(role) ?? 0));
      }
    }
    const served = (await Promise.all(sockets.map(isServed))).filter(Boolean).length;
    if (served < clients) throw new Error(`${contestant.name}: only ${served} of ${clients} clients were being served`);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  const growth = (role: string) => ((peak.get(role) ?? 0) - (before.get(role) ?? 0)) / MEBIBYTE;
  return {
    growth: growth(peak.has('proxy') ? 'proxy' : 'gateway'),
    growthOfAll: pids.reduce((sum, [role]) => sum + growth(role), 0),
  };
}

/** Clients that ask and never read. */
export const stalled: Scenario = {
  name: 'stalled',
  title: `${CLIENTS.toLocaleString('en')} clients that never read, answers of 10 MB`,
  skipsDirect: true,
  maxRounds: 1,
  figures: [
    { key: 'growth', label: 'growth of the gateway', unit: 'MiB' },
    { key: 'growthOfAll', label: 'growth of all its processes', unit: 'MiB' },
  ],
  budgets: [{ key: 'growth', says: '150 MB', limit: () => 150e6 / MEBIBYTE }],
  round: (contestants, scale) => inTurn(contestants, (contestant) => load(contestant, Math.ceil(CLIENTS * scale))),
};
