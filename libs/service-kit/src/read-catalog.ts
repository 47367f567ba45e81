import { type Catalog, loadCatalog } from '@belugapi/model-catalog';
import { ConfigError } from './read-config.js';

/** The catalogue with the operator's file over it. @throws {ConfigError} with every problem of that file, by line and column. */
export function readCatalog(overridesFile: string | undefined): Catalog {
  try {
    return loadCatalog(overridesFile);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const told = code === undefined ? message : `cannot read ${overridesFile} (${code})`;
    throw new ConfigError(`BELUGA_CATALOG: ${told}`, { cause: error });
  }
}
