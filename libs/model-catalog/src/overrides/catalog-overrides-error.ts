import type { FilePosition } from './yaml-position.js';

/** One thing wrong in an overrides file. */
export interface OverrideProblem extends FilePosition {
  /** As in `models.gpt-5.2.prices.input`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Thrown for a file of catalogue overrides that cannot be used, with everything that is wrong in it. */
export class CatalogOverridesError extends Error {
  override readonly name = 'CatalogOverridesError';

  constructor(
    readonly fileName: string,
    readonly problems: readonly OverrideProblem[],
  ) {
    super(problems.map((problem) => describe(fileName, problem)).join('\n'));
  }
}

function describe(fileName: string, { line, column, path, message }: OverrideProblem): string {
  return `${fileName}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}`;
}
