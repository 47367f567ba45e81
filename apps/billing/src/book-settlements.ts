import type { Database } from '@belugapi/service-kit';
import { attemptKey } from './arrange-entries.js';
import { balanceChanges, type RowChange } from './balances/balance-changes.js';
import { writeBalances } from './balances/write-balances.js';
import type { LedgerEntry, LedgerRowColumns, Settlement } from './ledger-entry.js';
import { reviseRow } from './revise-row.js';
import type { Tariff } from './tariff.js';
import { closeOpenings, findRows, insertRows, updateRows } from './write-ledger.js';

/**
 * Books settlements, in their order: one row per attempt, which later ones may better; the sums of keys and organisations
 * change by exactly what the rows do. Resolves with the added rows. The ledger has to be locked; `now` is the time then.
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
  const added = entries.filter((entry) => addedKeys.has(attemptKey(entry)));
  const others = settlements.filter((settlement) => {
    const key = attemptKey(settlement.entry);
    return first.get(key) !== settlement || !addedKeys.has(key);
  });

  const changes: RowChange[] = added.map((entry) => ({ row: { ...entry, createdAt: now }, chargedBefore: null }));
  changes.push(...(await reviseRows(database, others, tariff, now)));
  await closeOpenings(database, entries);
  await writeBalances(database, balanceChanges(changes, now), now);
  return added;
}

async function reviseRows(
  database: Database,
  settlements: readonly Settlement[],
  tariff: Tariff,
  now: Date,
): Promise<RowChange[]> {
  if (settlements.length === 0) return [];
  const keys = new Map(settlements.map(({ entry }) => [attemptKey(entry), entry]));
  const booked = await findRows(database, [...keys.values()]);
  const before = new Map(booked.map((row) => [attemptKey(row), row]));
  const revised = new Map<string, LedgerRowColumns>();
  for (const settlement of settlements) {
    const key = attemptKey(settlement.entry);
    const row = revised.get(key) ?? before.get(key);
    const better = row && reviseRow(row, settlement, tariff, now);
    if (better) revised.set(key, better);
  }
  await updateRows(database, [...revised.values()]);
  return [...revised].map(([key, row]) => ({ row, chargedBefore: before.get(key)?.chargedNanoUsd ?? null }));
}
