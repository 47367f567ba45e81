import { readFileSync } from 'node:fs';
import {
  applyOverrides,
  CatalogOverridesError,
  createCatalog,
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

function overriddenRows(file: string) {
  try {
    return applyOverrides(modelRows, parseCatalogOverrides(readFileSync(file, 'utf8'), file));
  } catch (error) {
    const readable = error instanceof CatalogOverridesError || (error instanceof Error && 'code' in error);
    if (!readable) throw error;
    throw new ConfigError(`BELUGA_CATALOG: ${error.message}`);
  }
}
