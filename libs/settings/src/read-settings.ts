import type { z } from 'zod';
import { describeSettings } from './describe-settings.js';
import { readSecretFiles } from './read-secret-files.js';
import { settingProblem } from './setting-problem.js';
import { settingsTogether } from './settings-together.js';

/** What one variable has to be, or what is wrong with several together (`(settings)`). Never shows a value. */
interface SettingsProblem {
  readonly name: string;
  readonly message: string;
}

type ReadSettings<Output> =
  | { readonly settings: Output; readonly environment: Readonly<Record<string, string>> }
  | { readonly problems: readonly SettingsProblem[] };

/**
 * Reads settings from environment variables. Empty ones count as absent; one whose schema says `secret` may come from a file
 * that `<NAME>_FILE` names, and stands in the returned environment like any other. What is wrong with several together is told
 * at one of them.
 */
export function readSettings<Schema extends z.ZodType>(
  schema: Schema,
  source: Readonly<Record<string, string | undefined>>,
): ReadSettings<z.output<Schema>> {
  const known = describeSettings(schema);
  const secrets = known.filter(({ secret }) => secret).map(({ name }) => name);
  const { environment, problems } = readSecretFiles(source, secrets);
  const result = schema.safeParse(environment);
  const together = settingsTogether(environment, known);
  if (result.success && problems.length === 0 && together.length === 0) return { settings: result.data, environment };
  // What a file should have given is not missing as well.
  const told = new Set(problems.map(({ name }) => name.replace(/_FILE$/u, '')));
  const issues = (result.error?.issues ?? []).map(({ path, message }) => {
    const name = path.join('.') || '(settings)';
    const setting = known.find((one) => one.name === name && environment[name] !== undefined);
    return { name, message: (setting && settingProblem(setting, environment[name])) ?? message };
  });
  const all = [...problems, ...issues, ...together.map(({ name, message }) => ({ name, message }))].filter(
    (problem) => problems.includes(problem) || !told.has(problem.name),
  );
  return { problems: all.filter((one, index) => all.findIndex((other) => other.name === one.name) === index) };
}
