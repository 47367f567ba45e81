import { describeLifeCycle, isServable } from './life-cycle.js';
import type { ModelRow } from './model-row.js';
import { modelRows } from './rows/model-rows.js';
import { substituteProblem } from './substitute-problem.js';

/** What an asked id comes to at a moment. */
export type ModelResolution =
  | {
      readonly kind: 'served';
      readonly asked: ModelRow;
      /** Its substitute, or itself. */
      readonly served: ModelRow;
    }
  | {
      readonly kind: 'retired';
      readonly asked: ModelRow;
      /** When it was retired and what to use instead, for a 404 `model_not_found`. */
      readonly message: string;
    }
  | { readonly kind: 'unknown' };

/** The models of one gateway: immutable. */
export interface Catalog {
  /** The row of an id, whatever its state. */
  findModel(id: string): ModelRow | undefined;
  /** Every row, in the order in which they were given. */
  models(): readonly ModelRow[];
  /** What serves an id at that moment (Unix milliseconds), or why nothing does. */
  resolveModel(id: string, now: number): ModelResolution;
}

/**
 * Builds a catalogue from rows (the built-in ones by default). Throws an Error that names the rows at fault where an id
 * comes twice, or where a substitute is missing, is the row itself, or has a substitute of its own.
 */
export function createCatalog(rows: readonly ModelRow[] = modelRows): Catalog {
  const models = Object.freeze([...rows]);
  const byId = new Map(models.map((row) => [row.id, row]));
  const firstIndex = new Map(models.map(({ id }, index) => [id, index] as const).toReversed());
  const problems = models
    .map((row, index) =>
      firstIndex.get(row.id) === index
        ? substituteProblem(row, (id) => byId.get(id))
        : `The model \`${row.id}\` comes twice.`,
    )
    .filter((problem) => problem !== undefined);
  if (problems.length > 0) {
    throw new Error(`The model catalogue is not consistent. ${problems.join(' ')}`);
  }

  const serving = (row: ModelRow, now: number): ModelRow | undefined => {
    const served = row.substitute === undefined ? row : byId.get(row.substitute);
    return served && isServable(served, now) ? served : undefined;
  };
  const isServed = (now: number) => (id: string) => {
    const row = byId.get(id);
    return row !== undefined && serving(row, now) !== undefined;
  };

  return {
    findModel: (id) => byId.get(id),
    models: () => models,
    resolveModel: (id, now) => {
      const asked = byId.get(id);
      if (asked === undefined) {
        return { kind: 'unknown' };
      }
      const served = serving(asked, now);
      if (served !== undefined) {
        return { kind: 'served', asked, served };
      }
      const gone = isServable(asked, now) ? byId.get(asked.substitute ?? id) : asked;
      const message = describeLifeCycle(gone ?? asked, now, isServed(now)) ?? '';
      return { kind: 'retired', asked, message };
    },
  };
}
