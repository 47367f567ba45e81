import { renameSync, writeFileSync } from 'node:fs';

/** Replaces a file in one step: a reader sees the old text or the new one. Only its owner can read it. */
export function writeWhole(file: string, text: string): void {
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, text, { mode: 0o600 });
  renameSync(part, file);
}
