import { closeSync, openSync, readSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** An environment in which secrets from files stand like others, and what was wrong with files by the variable at fault. */
interface WithSecrets {
  readonly environment: Record<string, string>;
  readonly problems: readonly { readonly name: string; readonly message: string }[];
}

const largestBytes = 64 * 1024;

/**
 * Reads `<NAME>_FILE` of each of `names`: the file's text, less the line break at its end, becomes the value of `<NAME>`. Empty
 * variables are left out. Both set, or a file that is not there, not readable, empty or over 64 KiB, is a problem.
 */
export function readSecretFiles(environment: Environment, names: readonly string[]): WithSecrets {
  const set = Object.entries(environment).filter((entry): entry is [string, string] => !!entry[1]);
  const values = Object.fromEntries(set);
  const problems: { name: string; message: string }[] = [];
  for (const name of names) {
    const variable = `${name}_FILE`;
    const file = values[variable];
    if (file === undefined) continue;
    delete values[variable];
    if (values[name] !== undefined) problems.push({ name, message: `is set, and so is ${variable}: keep one of them` });
    else {
      const read = readSecret(file);
      if (typeof read === 'string') values[name] = read;
      else problems.push({ name: variable, message: read.problem });
    }
  }
  return { environment: values, problems };
}

function readSecret(file: string): string | { readonly problem: string } {
  try {
    const text = readBounded(file);
    if (text === undefined) return { problem: 'names a file that is larger than 64 KiB' };
    const secret = text.replace(/\r?\n$/u, '');
    return secret === '' ? { problem: 'names an empty file' } : secret;
  } catch (error) {
    // Without the path: it may be the secret itself, put where its file was meant.
    return { problem: `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` };
  }
}

function readBounded(file: string): string | undefined {
  const buffer = Buffer.alloc(largestBytes + 1);
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    for (;;) {
      const count = readSync(descriptor, buffer, length, buffer.length - length, null);
      length += count;
      if (length > largestBytes) return undefined;
      if (count === 0) return buffer.toString('utf8', 0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
