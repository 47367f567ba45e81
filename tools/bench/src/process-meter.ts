import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contestant } from './contestant.js';

/** Linux counts process time in ticks of 10 ms on every architecture that Node runs on. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

/** CPU time of a process since its start, user and system, all threads, in milliseconds. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command in parentheses may hold spaces; fields are counted from behind it (utime is 14, stime 15).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
}

/** CPU that a load cost a contestant, by role of its processes, in milliseconds. */
export interface Metered<T> {
  readonly result: T;
  readonly cpuMs: number;
  readonly cpuByRole: Readonly<Record<string, number>>;
}

/**
 * Runs a load and reads the CPU time of every process of the contestant around it. Work that goes on behind the last
 * answer (a ledger that is written in batches) belongs to the load, so the second reading waits until all are idle.
 * Throws when a process was replaced meanwhile: its CPU time would be lost.
 */
export async function meter<T>(contestant: Contestant, load: () => Promise<T>): Promise<Metered<T>> {
  const pids = contestant.pids();
  await idle(pids);
  const before = readAll(pids);
  const result = await load();
  await idle(pids);
  const after = readAll(pids);
  if (JSON.stringify(contestant.pids()) !== JSON.stringify(pids)) {
    throw new Error(`${contestant.name}: a process was restarted during the measurement`);
  }
  const cpuByRole = Object.fromEntries(
    Object.keys(pids).map((role) => [role, (after[role] ?? 0) - (before[role] ?? 0)]),
  );
  return { result, cpuByRole, cpuMs: Object.values(cpuByRole).reduce((sum, ms) => sum + ms, 0) };
}

/** The CPU of a load as figures in µs per unit of work: the sum under `key`, each role under `key:role`. */
export function cpuFigures(key: string, { cpuMs, cpuByRole }: Metered<unknown>, units: number): Record<string, number> {
  const roles = Object.entries(cpuByRole);
  if (roles.length === 0) return {};
  const perUnit = (ms: number) => (ms / units) * 1000;
  return { [key]: perUnit(cpuMs), ...Object.fromEntries(roles.map(([role, ms]) => [`${key}:${role}`, perUnit(ms)])) };
}

/** Waits until the processes burn less than a tenth of a core, a minute at most: a backlog would fall on the next load. */
async function idle(pids: Readonly<Record<string, number>>): Promise<void> {
  const total = () => Object.values(readAll(pids)).reduce((sum, ms) => sum + ms, 0);
  let last = total();
  for (let turn = 0; turn < 300; turn++) {
    await sleep(200);
    const now = total();
    if (now - last <= 2 * TICK_MS) return;
    last = now;
  }
}

function readAll(pids: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(pids).map(([role, pid]) => [role, cpuMs(pid)]));
}
