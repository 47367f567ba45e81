import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { spawnTracked } from './child-process.js';

/** Installs the peer into its own folder with its own lock file, once. Its install scripts are not run. */
export async function installPeer(progress: (line: string) => void): Promise<void> {
  const cwd = fileURLToPath(new URL('../peer', import.meta.url));
  if (existsSync(`${cwd}/node_modules/@portkey-ai/gateway/build/start-server.js`)) return;
  progress('installing the peer (@portkey-ai/gateway) into tools/bench/peer …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['ci', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund'];
  const [code] = (await once(spawnTracked(npm, args, { cwd, output: process.stderr.fd }), 'exit')) as [number | null];
  if (code !== 0) throw new Error(`npm ci in tools/bench/peer ended with ${code}; --without-peer leaves the peer out`);
}
