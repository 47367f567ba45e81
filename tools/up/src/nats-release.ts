import { createHash, randomUUID } from 'node:crypto';
import { execFile } from 'node:child_process';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const version = '2.12.15';

// Published by the NATS authors for their own images: nats-io/nats-docker, 2.12.x/alpine3.22/Dockerfile.
const checksums: Record<string, string> = {
  'linux-amd64': '58ab8131f819263897e2fc38e503e1b755b63bcafeecc7d12582487df48ca15e',
  'linux-arm64': 'b724db99fefbf8f5c808baa82819ee50350aee9734017e4a478f7e545cef3ab6',
};

const architectures: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };

const maxArchiveBytes = 64 * 1024 * 1024;
const answerTimeoutMs = 5_000;
const downloadTimeoutMs = 120_000;

/** One archive of the official release: where it lies, and the SHA-256 (hex) of the whole file. */
export interface NatsRelease {
  url: string;
  sha256: string;
  folder: string;
}

/** The pinned official release for this platform, or undefined where no checksum is pinned (anything but Linux x64 and arm64). */
export function pinnedNatsRelease(platform = process.platform, arch: string = process.arch): NatsRelease | undefined {
  const target = `${platform}-${architectures[arch] ?? arch}`;
  const sha256 = checksums[target];
  if (!sha256) return undefined;
  const folder = `nats-server-v${version}-${target}`;
  const url = `https://github.com/nats-io/nats-server/releases/download/v${version}/${folder}.tar.gz`;
  return { url, sha256, folder };
}

/** Downloads a release, verifies its checksum and puts the binary at `target`. Throws, naming the reason, and leaves nothing behind. */
export async function installNatsRelease(release: NatsRelease, target: string): Promise<void> {
  const archive = await download(release.url);
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== release.sha256) {
    throw new Error(`${release.url}: its SHA-256 is ${actual}, but ${release.sha256} was expected`);
  }
  const work = path.join(path.dirname(target), `nats-release-${randomUUID()}`);
  try {
    await mkdir(work, { recursive: true });
    const file = path.join(work, 'release.tar.gz');
    await writeFile(file, archive);
    await run('tar', ['-xzf', file, '-C', work], { timeout: 60_000 });
    const binary = path.join(work, release.folder, 'nats-server');
    await chmod(binary, 0o755);
    await rename(binary, target); // atomic: two launchers may get here at once
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(url: string): Promise<Buffer> {
  const abort = new AbortController();
  const total = setTimeout(
    () => abort.abort(new Error(`no whole answer in ${downloadTimeoutMs / 1000} s`)),
    downloadTimeoutMs,
  );
  const answer = setTimeout(() => abort.abort(new Error(`no answer in ${answerTimeoutMs / 1000} s`)), answerTimeoutMs);
  try {
    const response = await fetch(url, { signal: abort.signal });
    clearTimeout(answer);
    if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxArchiveBytes) throw new Error(`more than ${maxArchiveBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    abort.abort();
    throw new Error(`${url}: ${reasonOf(error)}`, { cause: error });
  } finally {
    clearTimeout(answer);
    clearTimeout(total);
  }
}

// fetch says only "fetch failed"; what failed is in the cause.
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
