import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { processIdentity } from './process-identity.js';
import { writeWhole } from './write-whole.js';

const entries = z.array(z.object({ name: z.string(), pid: z.int().positive(), identity: z.string() }));
type Entry = z.infer<typeof entries>[number];

/** Keeps in the home which processes a launcher started, so that the next one can end those it left behind. */
export class ProcessRegister {
  readonly #file: string;
  readonly #entries = new Map<string, Entry>();

  constructor(home: string) {
    this.#file = path.join(home, 'processes.json');
  }

  add(name: string, pid: number): void {
    const identity = processIdentity(pid);
    if (identity === undefined) return;
    this.#entries.set(name, { name, pid, identity });
    writeWhole(this.#file, JSON.stringify([...this.#entries.values()]));
  }

  clear(): void {
    this.#entries.clear();
    rmSync(this.#file, { force: true });
  }
}

/**
 * Ends what a launcher that was killed left running in this home: two servers on the same files would destroy them.
 * The services get `graceMs` for it, then nats-server, and what is left is killed. Returns the names of what it found.
 */
export async function stopLeftovers(home: string, graceMs = 10_000): Promise<string[]> {
  const file = path.join(home, 'processes.json');
  const left = readEntries(file).filter(runs);
  await endAll(
    left.filter((entry) => entry.name !== 'nats'),
    graceMs,
  );
  await endAll(
    left.filter((entry) => entry.name === 'nats'),
    graceMs,
  );
  rmSync(file, { force: true });
  return left.map((entry) => entry.name);
}

const runs = (entry: Entry) => processIdentity(entry.pid) === entry.identity;

async function endAll(processes: Entry[], graceMs: number): Promise<void> {
  for (const entry of processes) signal(entry, 'SIGTERM');
  if (await allGone(processes, graceMs)) return;
  for (const entry of processes) signal(entry, 'SIGKILL');
  await allGone(processes, 5_000);
}

function signal(entry: Entry, name: NodeJS.Signals): void {
  try {
    if (runs(entry)) process.kill(entry.pid, name);
  } catch {
    // Gone between the look and the signal.
  }
}

async function allGone(processes: Entry[], timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (processes.some(runs)) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

function readEntries(file: string): Entry[] {
  try {
    return entries.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}
