import { createHash } from 'node:crypto';
import type { ModelRow, PriceRow } from '../model-row.js';
import type { ModelOverride } from './model-override.js';

/** What an operator's file says, by model id in the order of the file. */
export type CatalogOverrides = ReadonlyMap<string, ModelOverride>;

/**
 * The rows with the overrides in them; extra ids follow in the order of the file. An extra id starts as its `like` row
 * under its own name, active, without successor or substitute, and with that row's prices only while it calls the same
 * upstream model. Throws an Error for an id that is neither a row nor `like` one.
 */
export function applyOverrides(rows: readonly ModelRow[], overrides: CatalogOverrides): readonly ModelRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const changed = rows.map((row) => {
    const override = overrides.get(row.id);
    return override === undefined ? row : overridden(row, override);
  });
  const extra = [...overrides].filter(([id]) => !byId.has(id));
  return [...changed, ...extra.map(([id, override]) => overridden(newRow(id, override, byId), override))];
}

function newRow(id: string, override: ModelOverride, byId: ReadonlyMap<string, ModelRow>): ModelRow {
  const like = override.like === undefined ? undefined : byId.get(override.like);
  if (like === undefined) {
    throw new Error(`The extra model \`${id}\` needs \`like\` with the id of a built-in row.`);
  }
  const samePrice = override.upstreamModel === undefined || override.upstreamModel === like.upstreamModel;
  return {
    ...like,
    id,
    name: id,
    state: { kind: 'active' },
    replacement: undefined,
    substitute: undefined,
    prices: samePrice ? like.prices : undefined,
  };
}

function overridden(row: ModelRow, { like, prices, parameters, counting, ...facts }: ModelOverride): ModelRow {
  return {
    ...row,
    ...facts,
    source: like === undefined ? `${row.source}; operator` : `operator, like ${like}`,
    ...(counting && { counting: { ...row.counting, ...counting } }),
    ...(parameters && { parameters: { ...row.parameters, ...parameters } }),
    ...(prices && { prices: { ...prices, version: prices.version ?? contentVersion(prices) } satisfies PriceRow }),
  };
}

/** A version that changes with the figures, for an operator who names none. */
function contentVersion(prices: NonNullable<ModelOverride['prices']>): string {
  return `operator-${createHash('sha256').update(JSON.stringify(prices)).digest('hex').slice(0, 12)}`;
}
