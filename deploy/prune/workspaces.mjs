import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * The folders of this repository's own packages.
 * @param {string} root
 * @returns {Map<string, string>} by package name
 */
export function readWorkspaces(root) {
  const folders = globSync(readJson(path.join(root, 'package.json')).workspaces, { cwd: root });
  const existing = folders.filter((folder) => existsSync(path.join(root, folder, 'package.json')));
  return new Map(
    existing.map((folder) => [readJson(path.join(root, folder, 'package.json')).name, path.join(root, folder)]),
  );
}
