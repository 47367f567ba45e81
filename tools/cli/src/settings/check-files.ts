import { accessSync, constants, readFileSync } from 'node:fs';
import { loadCatalog } from '@belugapi/model-catalog';
import { parseEdgeFile } from '@belugapi/settings';
import type { Finding } from '../finding.js';
import { knownSettings } from './known-settings.js';

type Variables = Readonly<Record<string, string>>;

const yamlFiles = new Set(['BELUGA_CATALOG', 'EDGE_CONFIG']);

/** Whether the files that variables name can be read, and what is wrong in the YAML files by line. */
export function checkFiles(variables: Variables, services: readonly string[] = []): readonly Finding[] {
  const isAsked = (name: string) =>
    knownSettings.some(
      (setting) =>
        setting.name === name && (services.length === 0 || setting.services.some((one) => services.includes(one))),
    );
  const names = new Set(knownSettings.filter(({ isFile }) => isFile).map(({ name }) => name));
  return [...names]
    .filter((name) => variables[name] !== undefined && isAsked(name))
    .flatMap((name) => {
      const problems = problemsOf(name, variables[name] ?? '', variables);
      return problems.map(
        (problem) => ({ severity: 'error', subject: name, message: problem, setting: name }) as const,
      );
    });
}

function problemsOf(name: string, file: string, variables: Variables): readonly string[] {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    // What is no YAML file may be a key, put where its file was meant.
    return [yamlFiles.has(name) ? `cannot read ${file} (${code})` : `names a file that cannot be read (${code})`];
  }
  if (name === 'BELUGA_CATALOG') return linesOf(() => loadCatalog(file));
  if (name === 'EDGE_CONFIG') return edgeProblems(file, variables);
  return [];
}

function edgeProblems(file: string, variables: Variables): readonly string[] {
  let missing: string[] = [];
  const problems = linesOf(() => {
    const { models } = parseEdgeFile(readFileSync(file, 'utf8'), file);
    missing = models.flatMap((model) => {
      if (model.engine === 'llama.cpp' || model.apiKeyEnv === undefined) return [];
      const isSet = [model.apiKeyEnv, `${model.apiKeyEnv}_FILE`].some((variable) => variables[variable] !== undefined);
      return isSet ? [] : [`${file}: ${model.id} takes its key from ${model.apiKeyEnv}, which is not set`];
    });
  });
  return [...problems, ...missing];
}

function linesOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}
