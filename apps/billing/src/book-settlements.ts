import type { Database } from '@belugapi/service-kit';
import { attemptKey } from './arrange-entries.js';
import { balanceChanges, type RowChange } from './balances/balance-changes.js';
import { writeBalances } from './balances/write-balances.js';
import type { LedgerEntry, LedgerRowColumns, Settlement } from './ledger-entry.js';
import { takeOffLeases } from './money/take-off-leases.js';
import { reviseRow } from './revise-row.js';
import type { Tariff } from './tariff.js';
import { closeOpenings, findRows, insertRows, updateRows } from './write-ledger.js';

/**
 * Books settlements, in their order: one row per attempt, which later ones may better; the sums of keys and organisations
 * change by exactly what the rows do, and leases by what was taken off them. Resolves with the added rows. The ledger has to be locked; `now` is the time then.
 */
export async function bookSettlements(
  database: Database,
  settlements: readonly Settlement[],
  tariff: Tariff,
  now: Date,
): Promise<LedgerEntry[]> {
  const first = new Map<string, Settlement>();
  for (const settlement of settlements) {
    const key = attemptKey(settlement.entry);
    if (!first.has(key)) first.set(key, settlement);
  }
  const entries = [...first.values()].map(({ entry }) => entry);
  const addedKeys = new Set((await insertRows(database, entries, now)).map(attemptKey));
  const isAdded = (settlement: Settlement) => {
    const key = attemptKey(settlement.entry);
    return first.get(key) === settlement && addedKeys.has(key);
  };
  const added = settlements.filter(isAdded);
  const others = settlements.filter((settlement) => !isAdded(settlement));

  const revised = await reviseRows(database, others, tariff, now);
  const changes = added.map(({ entry }) => ({ row: { ...entry, createdAt: now }, chargedBefore: null }));
  await closeOpenings(database, entries);
  await writeBalances(database, balanceChanges([...changes, ...revised.changes], now), now);
  await takeOffLeases(database, [...added, ...revised.taken]);
  return added.map(({ entry }) => entry);
}

interface Revisions {
  readonly changes: RowChange[];
  /** Those that were the first to tell what their leases lost. */
  readonly taken: Settlement[];
}

async function reviseRows(
  database: Database,
  settlements: readonly Settlement[],
  tariff: Tariff,
  now: Date,
): Promise<Revisions> {
  if (settlements.length === 0) return { changes: [], taken: [] };
  const keys = new Map(settlements.map(({ entry }) => [attemptKey(entry), entry]));
  const booked = await findRows(database, [...keys.values()]);
  const before = new Map(booked.map((row) => [attemptKey(row), row]));
  const revised = new Map<string, LedgerRowColumns>();
  const taken: Settlement[] = [];
  for (const settlement of settlements) {
    const key = attemptKey(settlement.entry);
    const row = revised.get(key) ?? before.get(key);
    const better = row && reviseRow(row, settlement, tariff, now);
    if (!better) continue;
    if (row.takenNanoUsd === null && better.takenNanoUsd !== null) taken.push(settlement);
    revised.set(key, better);
  }
  await updateRows(database, [...revised.values()]);
  const changes = [...revised].map(([key, row]) => ({ row, chargedBefore: before.get(key)?.chargedNanoUsd ?? null }));
  return { changes, taken };
}
