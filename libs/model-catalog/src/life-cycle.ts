import type { ModelRow, ModelState } from './model-row.js';

/**
 * A row's state as of a moment (Unix milliseconds): a retiring row whose date has passed is retired. It serves through the
 * whole of that day in UTC, since vendors name no hour.
 */
export function stateAt(row: ModelRow, now: number): ModelState {
  if (row.state.kind !== 'retiring') return row.state;
  const today = new Date(now).toISOString().slice(0, 10);
  return row.state.date < today ? { kind: 'retired', date: row.state.date } : row.state;
}

/** Whether the row's own upstream model can be called at that moment (Unix milliseconds), substitutes aside. */
export function isServable(row: ModelRow, now: number): boolean {
  return stateAt(row, now).kind !== 'retired';
}

/**
 * What to tell a caller about a row's life cycle, and undefined while it is active. `isServed` says which ids callers of
 * this gateway can turn to; a vendor's successor that is none of them is named, not recommended.
 */
export function describeLifeCycle(row: ModelRow, now: number, isServed: (id: string) => boolean): string | undefined {
  const state = stateAt(row, now);
  switch (state.kind) {
    case 'active':
      return undefined;
    case 'retiring':
      return `The model \`${row.id}\` is served until ${state.date}.${successor(row, isServed)}`;
    case 'retired':
      return `The model \`${row.id}\` was retired${state.date ? ` on ${state.date}` : ''}.${successor(row, isServed)}`;
  }
}

function successor({ replacement }: ModelRow, isServed: (id: string) => boolean): string {
  if (replacement === undefined) {
    return '';
  }
  return isServed(replacement)
    ? ` Use \`${replacement}\` instead.`
    : ` Its successor at the vendor is \`${replacement}\`, which is not served here.`;
}
