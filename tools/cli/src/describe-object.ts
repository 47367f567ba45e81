import type { AdminObject } from './admin-client.js';
import { renderTable } from './render-table.js';

/** A key or an organisation, a line per field that says something. */
export function describeObject(object: AdminObject): string {
  return renderTable(
    ['field', 'value'],
    Object.entries(object)
      .filter(([name, value]) => name !== 'object' && name !== 'limits' && value !== null)
      .map(([name, value]) => [name, cell(name, value)])
      .concat([['limits', limitsCell(object['limits'])]]),
  );
}

/** One value for a terminal: times as ISO 8601, lists with commas. */
export function cell(name: string, value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (Array.isArray(value)) return value.length === 0 ? 'all' : value.map(String).join(',');
  if (typeof value === 'number' && /_(at|until)$/.test(name)) return new Date(value * 1_000).toISOString();
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** Limits in one cell; `-` where there is none. */
export function limitsCell(limits: unknown): string {
  const { money, ...rates } = (limits ?? {}) as Record<string, unknown> & { money?: Record<string, unknown> };
  const set = Object.entries({ ...rates, ...money }).filter(([, value]) => value !== null && value !== undefined);
  return set.length === 0 ? '-' : set.map(([name, value]) => `${name}=${String(value)}`).join(' ');
}
