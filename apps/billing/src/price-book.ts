import { readFileSync } from 'node:fs';
import {
  applyOverrides,
  CatalogOverridesError,
  createCatalog,
  type ModelRow,
  modelRows,
  parseCatalogOverrides,
  type PriceRow,
} from '@belugapi/model-catalog';
import { ConfigError } from '@belugapi/service-kit';

/** The price of the model that served, undefined where it has none. */
export type PriceBook = (servedModel: string) => PriceRow | undefined;

/**
 * The catalogue's prices, with the operator's file over them.
 * @throws {ConfigError} when that file cannot be read or used.
 */
export function loadPriceBook(overridesFile: string | undefined): PriceBook {
  const rows = overridesFile === undefined ? modelRows : overriddenRows(overridesFile);
  const catalog = createCatalog(rows);
  return (servedModel) => catalog.findModel(servedModel)?.prices;
}

function overriddenRows(file: string): readonly ModelRow[] {
  const text = readOverrides(file);
  try {
    return applyOverrides(modelRows, parseCatalogOverrides(text, file));
  } catch (error) {
    if (!(error instanceof CatalogOverridesError)) throw error;
    throw new ConfigError(`BELUGA_CATALOG: ${error.message}`);
  }
}

function readOverrides(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`BELUGA_CATALOG: ${(error as Error).message}`);
  }
}
