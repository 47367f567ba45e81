import { spawn } from 'node:child_process';
import path from 'node:path';
import { repositoryRoot } from '@belugapi/up';

export interface CliRun {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs `npx beluga` with these words, in a process with no more of an environment than `env`. */
export function runCli(env: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<CliRun> {
  const program = path.join(repositoryRoot, 'tools/cli/bin/beluga.mjs');
  const child = spawn(process.execPath, [program, ...words], { env: { PATH: process.env['PATH'] ?? '', ...env } });
  let [out, error] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, error }));
  });
}
