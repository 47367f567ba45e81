import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '@belugapi/up';

/**
 * Where a tool is that the project does not bring along: on the path, or in .cache/deploy-tools, where
 * `node deploy/get-checkers.mjs` puts it. Undefined, and said so, where it is not there: what needs it is then not checked.
 */
export function optionalTool(name: string): string | undefined {
  const folders = [
    ...(process.env['PATH'] ?? '').split(path.delimiter),
    path.join(repositoryRoot, '.cache/deploy-tools'),
  ];
  const found = folders.map((folder) => path.join(folder, name)).find(isExecutable);
  if (!found) console.info(`${name} is not on this machine: what it would check was not checked`);
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
