import type { Catalog, PriceRow } from '@belugapi/model-catalog';

/** The price of the model that served, undefined where it has none. */
export type PriceBook = (servedModel: string) => PriceRow | undefined;

/** The catalogue's prices. */
export function priceBookOf(catalog: Catalog): PriceBook {
  return (servedModel) => catalog.findModel(servedModel)?.prices;
}
