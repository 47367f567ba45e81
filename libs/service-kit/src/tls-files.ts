import { accessSync, constants } from 'node:fs';
import { ConfigError } from './read-config.js';

type Files = Readonly<Record<string, string | undefined>>;

/**
 * Checks the settings that name a certificate's files: `pair` (certificate and key) stands together, and all are readable.
 * @returns whether any of them is set
 * @throws {ConfigError}
 */
export function checkTlsFiles(pair: Files, others: Files = {}): boolean {
  const all = Object.entries({ ...pair, ...others });
  const set = all.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const isHalf = new Set(Object.values(pair).map((file) => file !== undefined)).size > 1;
  const problems = set.flatMap(([name, file]) => {
    const code = whyUnreadable(file);
    // Without the path: it may be the key itself, put where its file was meant.
    return code === undefined ? [] : [`  ${name}: names a file that cannot be read (${code})`];
  });
  if (isHalf) problems.unshift(`  ${Object.keys(pair).join(', ')}: set both or none`);
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
