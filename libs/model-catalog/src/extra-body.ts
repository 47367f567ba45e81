import type { ModelRow } from './model-row.js';

/** A row's fixed extra fields of the upstream request, with the computed token budget in place of `$N`. */
export function extraBodyOf(row: ModelRow | undefined, budget?: number): Record<string, unknown> {
  return row?.extraBody ? (filled(row.extraBody, budget) as Record<string, unknown>) : {};
}

function filled(value: unknown, budget: number | undefined): unknown {
  if (value === '$N') return budget;
  if (Array.isArray(value)) return value.map((item) => filled(item, budget));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner, budget)]));
}
