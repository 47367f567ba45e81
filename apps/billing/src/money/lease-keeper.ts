import type { UsageConsumption } from '@belugapi/bus';
import type { MoneyStore } from './money-store.js';

export interface LeaseKeeperOptions {
  readonly store: Pick<MoneyStore, 'silentLeases' | 'endSilent'>;
  readonly consumption: Pick<UsageConsumption, 'caughtUp'>;
}

const catchUpMs = 10_000;

/**
 * Ends the leases of gateways that are gone. One that was merely cut off, be it from the bus or from the database, has until
 * the next check to be heard again; and what it has settled meanwhile is booked before its lease ends.
 */
export class LeaseKeeper {
  private suspects: ReadonlySet<number> = new Set();

  constructor(private readonly options: LeaseKeeperOptions) {}

  /** To be called every so often, at the pace at which gateways can be expected to be heard. @throws {DatabaseError} */
  async check(): Promise<void> {
    const { store, consumption } = this.options;
    const before = this.suspects;
    // Whatever fails below, the next check begins anew.
    this.suspects = new Set();
    const silent = await store.silentLeases();
    if (silent.length === 0 || !(await consumption.caughtUp(catchUpMs))) return;
    await store.endSilent(silent.filter((lease) => before.has(lease)));
    this.suspects = new Set(silent);
  }
}
