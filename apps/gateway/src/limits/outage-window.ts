const windowMs = 60_000;

/**
 * A minute's limit as this gateway alone can keep it while nobody grants leases. With several gateways the sum may exceed the
 * limit so many times; the alternative is to refuse everything (docs/decisions/limits-as-leases.md).
 */
export class OutageWindow {
  private spent: { readonly at: number; readonly units: number }[] = [];

  /** Spends units if the last minute leaves so many. */
  take(units: number, limit: number, now: number): boolean {
    this.spent = this.spent.filter(({ at }) => at > now - windowMs);
    const sum = this.spent.reduce((total, one) => total + one.units, 0);
    if (sum + units > limit) return false;
    this.spent.push({ at: now, units });
    return true;
  }
}
