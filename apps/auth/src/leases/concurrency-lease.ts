/** What the gateways hold of one subject's concurrent requests, the asking one apart. */
export interface ConcurrencyDemand {
  readonly limit: number;
  readonly heldByOthers: number;
  readonly heldBySelf: number;
  /** Requests that run in the gateway or wait in it. */
  readonly needed: number;
  /** `needed` and a reserve. */
  readonly wanted: number;
}

// A gateway's reserve takes this part of what is left.
const reservePart = 4;

/**
 * How many concurrent requests a gateway may have, in all: this replaces what it held. What it holds and still wants it keeps,
 * since it may be using that by now. `stored` is what counts against the others: more than is granted only where the limit was
 * lowered under requests that run, or may run by now.
 */
export function concurrencyLease(demand: ConcurrencyDemand): { granted: number; stored: number; remaining: number } {
  const { limit, heldByOthers, heldBySelf, needed, wanted } = demand;
  const free = Math.max(0, limit - heldByOthers);
  const forNow = Math.min(needed, free);
  const reserve = Math.min(Math.max(wanted - needed, 0), Math.floor((free - forNow) / reservePart));
  const granted = Math.max(forNow + reserve, Math.min(wanted, heldBySelf, free));
  return {
    granted,
    stored: Math.max(granted, Math.min(heldBySelf, wanted)),
    remaining: Math.max(0, limit - heldByOthers - granted),
  };
}
