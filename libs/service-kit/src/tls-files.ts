import { accessSync, constants } from 'node:fs';
import { ConfigError } from './read-config.js';

type Files = Readonly<Record<string, string | undefined>>;

/**
 * Checks that the settings that name a certificate's files name files that can be read.
 * @returns whether any of them is set
 * @throws {ConfigError}
 */
export function checkTlsFiles(files: Files): boolean {
  const set = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const problems = set.flatMap(([name, file]) => {
    const code = whyUnreadable(file);
    // Without the path: it may be the key itself, put where its file was meant.
    return code === undefined ? [] : [`  ${name}: names a file that cannot be read (${code})`];
  });
  if (problems.length > 0) throw new ConfigError(`wrong settings:\n${problems.join('\n')}`);
  return set.length > 0;
}

function whyUnreadable(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}
