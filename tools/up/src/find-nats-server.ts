import { execFile } from 'node:child_process';
import { access, constants, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { LaunchError } from './launch-error.js';
import { installNatsPackage } from './nats-package.js';
import { installNatsRelease, pinnedNatsRelease, type NatsRelease } from './nats-release.js';
import { repositoryRoot } from './repository-root.js';

const run = promisify(execFile);

/** What to look through for nats-server. Everything has a default; tests narrow it. */
export interface FindNatsServerOptions {
  /** Where a downloaded binary is kept. Default: `.cache` in the checkout. */
  cacheDir?: string;
  /** Told in one line what is being downloaded, and why a source could not be used. */
  onProgress?: (message: string) => void;
  /** Read for `NATS_SERVER_BIN` and `PATH`. Default: the environment of this process. */
  environment?: Record<string, string | undefined>;
  /** The official release to download; null leaves this source out. Default: the pinned one for this platform. */
  release?: NatsRelease | null;
  /** Unpacks the distribution's package to a path; null leaves this source out. */
  installPackage?: ((target: string) => Promise<void>) | null;
  /** Looked at after `PATH`, which leaves it out for ordinary users. Default: /usr/sbin/nats-server. */
  systemBinary?: string;
}

/**
 * The path of a working nats-server: `NATS_SERVER_BIN`, `PATH`, /usr/sbin, the cache, else installed into the cache from
 * the pinned official release (checksum verified) or from the distribution's package. Throws `LaunchError` saying what to do.
 */
export async function findOrInstallNatsServer(options: FindNatsServerOptions = {}): Promise<string> {
  const environment = options.environment ?? process.env;
  const cacheDir = options.cacheDir ?? path.join(repositoryRoot, '.cache');
  const progress = options.onProgress ?? (() => undefined);

  const named = environment['NATS_SERVER_BIN'];
  if (named) {
    if (await works(named)) return named;
    throw new LaunchError(`NATS_SERVER_BIN: ${named} is not a nats-server that runs here.`);
  }
  const cached = path.join(cacheDir, 'nats-server');
  const folders = (environment['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const onPath = folders.map((folder) => path.join(folder, 'nats-server'));
  for (const candidate of [...onPath, options.systemBinary ?? '/usr/sbin/nats-server', cached]) {
    if (await works(candidate)) return candidate;
  }

  const failures: string[] = [];
  const attempt = async (source: string, install: () => Promise<void>) => {
    progress(`getting nats-server from ${source}`);
    try {
      await install();
      if (await works(cached)) return true;
      failures.push(`${source}: the binary does not run here`);
    } catch (error) {
      failures.push(`${source}: ${error instanceof Error ? error.message : String(error)}`);
    }
    progress(`no nats-server from ${failures.at(-1)}`);
    return false;
  };

  await mkdir(cacheDir, { recursive: true });
  const release = options.release === undefined ? pinnedNatsRelease() : options.release;
  if (release && (await attempt('its official release', () => installNatsRelease(release, cached)))) return cached;
  const installPackage = options.installPackage === undefined ? installNatsPackage : options.installPackage;
  if (installPackage && (await attempt("the distribution's package", () => installPackage(cached)))) return cached;
  throw new LaunchError(notFound(cached, failures));
}

async function works(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    if (!(await stat(file)).isFile()) return false; // a folder is executable too
    const { stdout } = await run(file, ['--version'], { timeout: 10_000 });
    return /^nats-server: v2\.(9|\d\d+)\./.test(stdout); // the client's JetStream calls need 2.9
  } catch {
    return false;
  }
}

function notFound(cached: string, failures: string[]): string {
  return [
    'No nats-server was found, and none could be downloaded.',
    ...failures.map((failure) => `  - ${failure}`),
    'Do one of these:',
    '  - install it (apt-get install nats-server, brew install nats-server, or https://github.com/nats-io/nats-server/releases)',
    `  - set NATS_SERVER_BIN to the path of a nats-server 2.9 or newer, or copy one to ${cached}`,
    '  - set NATS_URL to a NATS server with JetStream that runs already',
  ].join('\n');
}
