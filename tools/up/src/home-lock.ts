import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { LaunchError } from './launch-error.js';
import { processIdentity } from './process-identity.js';

const holder = z.object({ pid: z.int().positive(), identity: z.string() });

/** A home that is ours alone. */
export interface HomeLock {
  release(): void;
}

/** Takes the home for this process; a lock of a process that is gone is taken over. Throws `LaunchError` when it is in use. */
export function lockHome(home: string): HomeLock {
  const file = path.join(home, 'lock');
  const mine = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) ?? '' });
  const part = path.join(home, `lock.${randomUUID()}`);
  writeFileSync(part, mine, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 10; attempt++) {
      if (linked(part, file)) return { release: () => releaseIfMine(file, mine) };
      const found = readIfThere(file);
      if (found === undefined) continue;
      const pid = pidOfHolder(found);
      if (pid !== undefined) throw inUse(home, pid);
      removeStale(file, found);
    }
    throw new LaunchError(`${file} could not be taken: several launchers start here at once.`);
  } finally {
    rmSync(part, { force: true });
  }
}

function linked(part: string, file: string): boolean {
  try {
    linkSync(part, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

// Of two launchers that find the same stale lock, one may have replaced it when the other removes it: what was taken away is
// looked at, and put back when it was not the stale one.
function removeStale(file: string, stale: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readIfThere(aside) !== stale) linked(aside, file);
  rmSync(aside, { force: true });
}

function pidOfHolder(text: string): number | undefined {
  try {
    const { pid, identity } = holder.parse(JSON.parse(text));
    return processIdentity(pid) === identity ? pid : undefined;
  } catch {
    return undefined;
  }
}

function inUse(home: string, pid: number): LaunchError {
  return new LaunchError(
    `BELUGA_HOME: ${home} is in use by the BelugAPI that runs as process ${pid}. ` +
      'Stop that one first, or set BELUGA_HOME and PORT for this one.',
  );
}

function releaseIfMine(file: string, mine: string): void {
  if (readIfThere(file) === mine) rmSync(file, { force: true });
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
