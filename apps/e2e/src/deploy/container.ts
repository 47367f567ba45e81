import { execFile, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@belugapi/up';
import { environmentOf, finalStage, only } from './dockerfile.js';
import { apps, read } from './settings.js';

const run = promisify(execFile);
const image = finalStage(read('deploy/Dockerfile'));

// Some user that owns nothing: it can be taken only by root.
const isRoot = process.getuid?.() === 0;
const anybody = isRoot ? { uid: 23_456, gid: 23_456 } : {};

/** Packs a deployable into `folder`/app as the Dockerfile does, and takes every right to write away. */
export async function packImage(service: string, folder: string): Promise<void> {
  const target = path.join(folder, 'app');
  const pack = [path.join(repositoryRoot, 'deploy/prune-app.mjs'), apps[service] ?? service, target];
  // What belongs to root nobody else can write, so it need not be copied.
  await run(process.execPath, isRoot ? [...pack, '--link'] : pack);
  if (!isRoot) await run('chmod', ['-R', 'a-w', target]);
  for (const name of ['tmp', 'data']) {
    mkdirSync(path.join(folder, name));
    await run('chmod', ['1777', path.join(folder, name)]);
  }
}

/** Removes a folder in which `packImage` has been. */
export async function removePacked(folder: string): Promise<void> {
  if (!isRoot) await run('chmod', ['-R', 'u+w', folder]);
  rmSync(folder, { recursive: true, force: true });
}

export interface ContainerOptions {
  /** A folder in which `packImage` has been. */
  readonly folder: string;
  /** Beside what the image sets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

/** A process that has of its image's files what a container would have: read-only, and as some user. */
export interface Container {
  output(): string;
  /** Runs the image's tool in it, as a health check does; resolves with whether it was content. */
  check(command: readonly string[]): Promise<boolean>;
  /** Resolves with the exit code, or the signal. */
  readonly ended: Promise<number | string>;
  /** Asks it to end; resolves as `ended`. */
  stop(): Promise<number | string>;
}

/** Starts an image's process. */
export function startContainer({ folder, environment, command }: ContainerOptions): Container {
  const [init, , node, ...options] = JSON.parse(only(image, 'ENTRYPOINT')) as string[];
  if (init !== 'tini-static' || node !== 'node') throw new Error('the image starts something else');
  const inside = (text: string) => text.replace(/(^|=)\/(app|run|data|tmp)\b/, `$1${folder}/$2`);
  const variables = { ...environmentOf(image), ...environment };
  const env = {
    ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, inside(value)])),
    HOST: '127.0.0.1',
    RELAY_HOST: '127.0.0.1',
    METRICS_HOST: '127.0.0.1',
    TMPDIR: path.join(folder, 'tmp'),
  };
  const place = { cwd: path.join(folder, 'app'), env, ...anybody };
  const child = spawn(process.execPath, [...options, ...command.map(inside)], {
    ...place,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? ''));
  });
  return {
    output: () => output,
    check: async ([program = '', ...rest]) => {
      if (program !== 'node') throw new Error(`the image has no ${program}`);
      return run(process.execPath, rest.map(inside), place).then(
        () => true,
        () => false,
      );
    },
    ended,
    stop: () => {
      process.off('exit', kill);
      child.kill('SIGTERM');
      return ended;
    },
  };
}
