import { readSettings } from '@belugapi/settings';
import type { z } from 'zod';

/** A setting that is wrong, in words for the operator: the message names what is at fault and never shows a variable's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads a service's settings from environment variables, once, at its start. Empty variables count as absent; one whose schema
 * says `secret` may come from a file that `<NAME>_FILE` names.
 * @throws {ConfigError} listing each variable at fault and what it must be.
 */
export function readConfig<Schema extends z.ZodType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const read = readSettings(schema, environment);
  if ('settings' in read) return read.settings;
  const lines = read.problems.map(({ name, message }) => `  ${name}: ${message}`);
  throw new ConfigError(`wrong settings:\n${lines.join('\n')}`);
}
