import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { RequestError } from '../request-error.js';

/** Variables, and where they were found. */
export interface EnvironmentSource {
  readonly variables: Readonly<Record<string, string>>;
  /** `file:line: ` of a variable of a file; nothing for those of the process. */
  readonly place: (name: string) => string;
}

const largestFileBytes = 1024 * 1024;

/**
 * The environment of this process; with `file`, what that file (`NAME=value` lines) sets, and nothing else.
 * @throws {RequestError} where the file cannot be read.
 */
export function readEnvironment(file: string | undefined): EnvironmentSource {
  if (file === undefined) return { variables: withoutUnset(process.env), place: () => '' };
  const text = readText(file);
  const lines = text.split('\n');
  const place = (name: string) => {
    const index = lines.findLastIndex((line) =>
      line
        .trim()
        .replace(/^export\s+/u, '')
        .startsWith(`${name}=`),
    );
    return index < 0 ? '' : `${file}:${index + 1}: `;
  };
  return { variables: withoutUnset(parseEnv(text)), place };
}

function withoutUnset(variables: NodeJS.Dict<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => !!entry[1]));
}

function readText(file: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    throw new RequestError(`cannot read ${file} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
  try {
    const { size } = fstatSync(descriptor);
    if (size > largestFileBytes) throw new RequestError(`${file} is larger than 1 MiB`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}
