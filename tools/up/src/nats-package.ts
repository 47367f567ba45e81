import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const timeout = 120_000;

/**
 * Unpacks nats-server from the distribution's package (Debian, Ubuntu) to `target`, without root and without installing
 * it. Throws the last line that apt or dpkg said.
 */
export async function installNatsPackage(target: string): Promise<void> {
  const work = path.join(path.dirname(target), `nats-package-${randomUUID()}`);
  try {
    await mkdir(work, { recursive: true });
    await apt(work, ['download', '-q', 'nats-server']).catch(() => downloadWithFreshLists(work));
    const archive = (await readdir(work)).find((file) => file.endsWith('.deb'));
    if (!archive) throw new Error('apt-get download nats-server left no package');
    const tree = path.join(work, 'tree');
    await run('dpkg', ['-x', path.join(work, archive), tree], { timeout });
    await rename(path.join(tree, 'usr/sbin/nats-server'), target); // atomic: two launchers may get here at once
  } catch (error) {
    throw new Error(lastLine(error), { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

// Lists of our own: the system's need root to be refreshed, and are locked while somebody else refreshes them.
async function downloadWithFreshLists(work: string): Promise<void> {
  await mkdir(path.join(work, 'lists/partial'), { recursive: true });
  await mkdir(path.join(work, 'cache/archives/partial'), { recursive: true });
  const own = ['-o', `Dir::State::Lists=${path.join(work, 'lists')}`, '-o', `Dir::Cache=${path.join(work, 'cache')}`];
  await apt(work, ['update', '-q', ...own]);
  await apt(work, ['download', '-q', 'nats-server', ...own]);
}

const apt = (cwd: string, args: string[]) =>
  run('apt-get', ['-o', 'APT::Sandbox::User=root', ...args], { cwd, timeout });

function lastLine(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  const message = error instanceof Error ? error.message : String(error);
  return (stderr || message).split('\n').at(-1) ?? message;
}
