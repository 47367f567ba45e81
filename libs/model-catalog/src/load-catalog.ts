import { readFileSync } from 'node:fs';
import { type Catalog, createCatalog } from './catalog.js';
import { applyOverrides } from './overrides/apply-overrides.js';
import { parseCatalogOverrides } from './overrides/parse-catalog-overrides.js';
import { modelRows } from './rows/model-rows.js';

/**
 * The built-in catalogue with an operator's overrides (the YAML file that BELUGA_CATALOG names), where there are any.
 * @throws {CatalogOverridesError} listing each problem with file, line and column; or the error of reading the file.
 */
export function loadCatalog(overridesFile: string | undefined): Catalog {
  if (overridesFile === undefined) return createCatalog();
  const overrides = parseCatalogOverrides(readFileSync(overridesFile, 'utf8'), overridesFile);
  return createCatalog(applyOverrides(modelRows, overrides));
}
