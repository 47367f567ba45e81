import { z } from 'zod';

/** Thrown by {@link readConfig}; the message names every wrong variable and never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads a service's settings from environment variables, once, at its start. Empty variables count as absent.
 * @throws {ConfigError} listing each variable at fault and what it must be.
 */
export function readConfig<Schema extends z.ZodType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.') || '(settings)'}: ${issue.message}`);
  throw new ConfigError(`wrong settings:\n${lines.join('\n')}`);
}
