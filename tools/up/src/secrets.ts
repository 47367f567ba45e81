import { randomInt } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LaunchError } from './launch-error.js';

/** The three secrets of a home. */
export interface Secrets {
  apiKey: string;
  adminKey: string;
  relayToken: string;
}

// Base62 throughout: an underscore then only ever separates the parts of a key. 43 characters are 256 bits.
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const random = (length: number) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');

/** What was given, else what lies in the home, else new ones that are kept there in files that only their owner can read. */
export function readOrCreateSecrets(home: string, given: { apiKey?: string; adminKey?: string }): Secrets {
  return {
    apiKey: given.apiKey ?? keep(path.join(home, 'api-key'), () => `bapi_${random(12)}_${random(43)}`),
    adminKey: given.adminKey ?? keep(path.join(home, 'admin-key'), () => `bapi-admin_${random(43)}`),
    relayToken: keep(path.join(home, 'relay-token'), () => random(43)),
  };
}

function keep(file: string, create: () => string): string {
  try {
    return read(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const part = `${file}.${process.pid}`;
  writeFileSync(part, `${create()}\n`, { mode: 0o600 });
  try {
    linkSync(part, file); // whole or not at all, whenever we are killed
  } finally {
    rmSync(part);
  }
  return read(file);
}

function read(file: string): string {
  const secret = readFileSync(file, 'utf8').trim();
  if (secret === '') throw new LaunchError(`${file} is empty. Remove it to have a new one generated.`);
  return secret;
}
