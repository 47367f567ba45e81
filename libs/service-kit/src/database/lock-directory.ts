import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StartError } from '../start-error.js';

const retryEveryMs = 100;

/**
 * Keeps other processes of this machine (of this container) out of `directory` until the returned function is called or the
 * process ends, however it ends. Waits `waitMs` for another process to leave.
 * @throws {StartError} when it is still taken then.
 */
export async function lockDirectory(directory: string, waitMs: number): Promise<() => Promise<void>> {
  const address = addressFor(directory);
  for (const giveUpAt = Date.now() + waitMs; ;) {
    const server = await listen(address);
    if (server) return () => new Promise((resolve) => server.close(() => resolve()));
    if (Date.now() > giveUpAt) throw new StartError(`DATA_DIR: ${directory} is in use by another process`);
    await new Promise((resolve) => setTimeout(resolve, retryEveryMs));
  }
}

// A listening socket is the one lock that no crash leaves behind and no process id reused later can fake.
function addressFor(directory: string): string {
  const digest = createHash('sha256').update(realpathSync(directory)).digest('hex').slice(0, 32);
  if (process.platform === 'linux') return `\0belugapi-${digest}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\belugapi-${digest}`;
  return path.join(tmpdir(), `belugapi-${digest}.sock`);
}

async function listen(address: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  const taken = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(true);
      else reject(error);
    });
    server.listen(address, () => resolve(false));
  });
  if (!taken) return server.unref();
  // Only a socket with a name in the file system outlives its process.
  if (path.isAbsolute(address) && !(await isServed(address))) rmSync(address, { force: true });
  return undefined;
}

function isServed(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve(true);
    }).once('error', () => resolve(false));
  });
}
