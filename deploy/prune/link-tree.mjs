import { copyFileSync, linkSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/**
 * As cpSync with `verbatimSymlinks`, by hard links where the file system can: a quarter of the time, but what writes to one
 * writes to both.
 * @param {string} source A file or a folder.
 * @param {string} destination
 * @param {(file: string) => boolean} filter
 */
export function linkTree(source, destination, filter = () => true) {
  if (!filter(source)) return;
  if (!statSync(source).isDirectory()) {
    mkdirSync(path.dirname(destination), { recursive: true });
    linkFile(source, destination);
    return;
  }
  mkdirSync(destination, { recursive: true });
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const [from, to] = [path.join(source, entry.name), path.join(destination, entry.name)];
    if (entry.isDirectory()) linkTree(from, to, filter);
    else if (!filter(from)) continue;
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
    else linkFile(from, to);
  }
}

function linkFile(from, to) {
  try {
    linkSync(from, to);
  } catch (error) {
    // Another file system, or one that has enough links of it.
    if (error.code !== 'EXDEV' && error.code !== 'EMLINK') throw error;
    copyFileSync(from, to);
  }
}
