import { access, constants, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { whyPortIsTaken } from '@belugapi/up';
import type { Finding } from '../finding.js';
import { type Check, fine, unknown, warning, wrong } from './doctor-context.js';
import { reasonOf } from './get-json.js';

const oldestNode: readonly [number, number] = [22, 19];
const gibibyte = 1024 ** 3;
const leastBytes = 0.1 * gibibyte;
const enoughBytes = gibibyte;

/** The Node that this runs on, which `npm start` and the checks share. */
export const checkNode: Check = {
  name: 'Node',
  run: () => {
    const { node } = process.versions;
    const [major = 0, minor = 0] = node.split('.').map(Number);
    const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
    const told = isOld ? wrong('Node', `${node}: ${oldestNode.join('.')} or newer is needed`) : fine('Node', node);
    return Promise.resolve([told]);
  },
};

/** The home: there, writable, nobody else's to read, on a disk with room. */
export const checkHome: Check = {
  name: 'home',
  run: async ({ home, isRemote }) => {
    if (isRemote) return [unknown('home', 'the gateway runs elsewhere: run doctor there')];
    const setting = 'BELUGA_HOME';
    const existing = await nearestFolder(home);
    try {
      await access(existing, constants.W_OK);
    } catch (error) {
      return [wrong('home', `${existing} cannot be written (${reasonOf(error)})`, setting)];
    }
    const findings: Finding[] = [];
    const { mode } = await stat(existing);
    if (existing === home && (mode & 0o077) !== 0)
      findings.push(warning('home', `${home} has keys in it and can be read by other users: chmod 700 it`, setting));
    const { bavail, bsize } = await statfs(existing);
    const free = bavail * bsize;
    const told = `${(free / gibibyte).toFixed(1)} GiB are free`;
    if (free < leastBytes) findings.push(wrong('disk', `${told} at ${existing}`, setting));
    else if (free < enoughBytes) findings.push(warning('disk', `${told} at ${existing}`, setting));
    else findings.push(fine('home', `${home} can be written, ${told}`));
    return findings;
  },
};

/** Whether the gateway could listen, where no stack runs that does. */
export const checkPort: Check = {
  name: 'port',
  run: async ({ ready, isRemote, variables }) => {
    if (ready || isRemote) return [];
    const host = variables['HOST'] ?? '127.0.0.1';
    const port = Number(variables['PORT'] ?? '8080');
    if (!Number.isInteger(port) || port < 0 || port > 65_535 || port === 0) return [];
    const reason = await whyPortIsTaken(host, port);
    if (reason === undefined) return [fine('port', `${port} on ${host} is free`)];
    const told = reason === 'EADDRINUSE' ? 'is taken by another program' : `cannot be listened on (${reason})`;
    return [wrong('port', `${port} on ${host} ${told}`, reason === 'EADDRNOTAVAIL' ? 'HOST' : 'PORT')];
  },
};

async function nearestFolder(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  const parent = path.dirname(folder);
  return isThere || parent === folder ? folder : nearestFolder(parent);
}
