import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { ModelRow } from '../model-row.js';
import { modelRows } from '../rows/model-rows.js';
import { substituteProblem } from '../substitute-problem.js';
import { applyOverrides, type CatalogOverrides } from './apply-overrides.js';
import { CatalogOverridesError, type OverrideProblem } from './catalog-overrides-error.js';
import { type ModelOverride, modelOverrideSchema, overridesFileSchema } from './model-override.js';
import { yamlPosition } from './yaml-position.js';

const maximumLength = 1_048_576;

/** Names a problem's place: the path of the value, or of its key. */
type Report = (path: readonly PropertyKey[], message: string, at?: 'key' | 'value') => void;

/**
 * Reads an operator's overrides (YAML, at most 1 MiB) of the given rows, the built-in ones by default. Throws a
 * CatalogOverridesError that lists every problem with its line, column and path.
 */
export function parseCatalogOverrides(
  yamlText: string,
  fileName: string,
  rows: readonly ModelRow[] = modelRows,
): CatalogOverrides {
  if (yamlText.length > maximumLength) {
    throw new CatalogOverridesError(fileName, [
      { line: 1, column: 1, path: '', message: `Longer than ${maximumLength} characters` },
    ]);
  }
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines, prettyErrors: false });
  const problems: OverrideProblem[] = document.errors.map(({ pos, message }) => {
    const { line, col } = lines.linePos(pos[0]);
    return { line, column: col, path: '', message };
  });
  const report: Report = (path, message, at) =>
    problems.push({ ...yamlPosition(document, lines, path, at), path: path.join('.'), message });

  const overrides = problems.length === 0 ? readOverrides(document, rows, report) : new Map();
  if (problems.length > 0) {
    throw new CatalogOverridesError(
      fileName,
      problems.toSorted((a, b) => a.line - b.line || a.column - b.column),
    );
  }
  return overrides;
}

function readOverrides(document: Document, rows: readonly ModelRow[], report: Report): CatalogOverrides {
  const value = plainValue(document, report);
  const file = overridesFileSchema.safeParse(value);
  if (!file.success) {
    reportIssues(file.error.issues, [], report);
    return new Map();
  }
  // zod leaves `__proto__` out without a word.
  for (const id of Object.keys((value as { models: object }).models)) {
    if (!Object.hasOwn(file.data.models, id)) {
      report(['models', id], 'Expected a model id', 'key');
    }
  }
  const builtIn = new Map(rows.map((row) => [row.id, row]));
  const overrides = new Map<string, ModelOverride>();
  for (const [id, entry] of Object.entries(file.data.models)) {
    const override = modelOverrideSchema.safeParse(entry);
    if (!override.success) {
      reportIssues(override.error.issues, ['models', id], report);
    } else if (checkLike(id, override.data, builtIn, report)) {
      overrides.set(id, override.data);
    }
  }
  checkSubstitutes(rows, overrides, Object.keys(file.data.models), report);
  return overrides;
}

/** The document as plain data; a bomb of aliases is a problem, not an exception. */
function plainValue(document: Document, report: Report): unknown {
  try {
    // An empty file overrides nothing.
    return document.contents === null ? { models: {} } : document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    report([], (error as Error).message);
    return { models: {} };
  }
}

function checkLike(
  id: string,
  { like }: ModelOverride,
  builtIn: ReadonlyMap<string, ModelRow>,
  report: Report,
): boolean {
  if (builtIn.has(id)) {
    if (like !== undefined) {
      report(['models', id, 'like'], `\`${id}\` is in the catalogue already; an override has no \`like\``, 'key');
    }
    return like === undefined;
  }
  if (like === undefined) {
    report(['models', id], `Unknown model; an extra id needs \`like\` with an id of the catalogue`, 'key');
  } else if (!builtIn.has(like)) {
    report(['models', id, 'like'], `Unknown model \`${like}\``);
  }
  return like !== undefined && builtIn.has(like);
}

/** `named`: every id of the file, so that a substitute with a mistake of its own is not called unknown as well. */
function checkSubstitutes(
  rows: readonly ModelRow[],
  overrides: CatalogOverrides,
  named: readonly string[],
  report: Report,
): void {
  const byId = new Map(applyOverrides(rows, overrides).map((row) => [row.id, row]));
  for (const [id, { substitute }] of overrides) {
    const row = byId.get(id);
    const unread = substitute !== undefined && named.includes(substitute) && !byId.has(substitute);
    const problem = row === undefined || unread ? undefined : substituteProblem(row, (other) => byId.get(other));
    if (problem !== undefined) {
      report(['models', id, 'substitute'], problem);
    }
  }
}

function reportIssues(issues: readonly z.core.$ZodIssue[], parent: readonly PropertyKey[], report: Report): void {
  for (const issue of issues) {
    const path = [...parent, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      issue.keys.forEach((key) => report([...path, key], 'Unknown key', 'key'));
    } else if (issue.code === 'invalid_key') {
      report(path, issue.issues[0]?.message ?? issue.message, 'key');
    } else {
      report(path, issue.message);
    }
  }
}
