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
 * How many concurrent requests a gateway may have, in all: this replaces what it held. `stored` is what counts against the
 * others: more than is granted only where the limit was lowered under requests that run already.
 */
export function concurrencyLease(demand: ConcurrencyDemand): { granted: number; stored: number; remaining: number } {
  const { limit, heldByOthers, heldBySelf, needed, wanted } = demand;
  const free = Math.max(0, limit - heldByOthers);
  const forNow = Math.min(needed, free);
  const reserve = Math.min(Math.max(wanted - needed, 0), Math.floor((free - forNow) / reservePart));
  const granted = forNow + reserve;
  return {
    granted,
    stored: Math.max(granted, Math.min(heldBySelf, needed)),
    remaining: Math.max(0, limit - heldByOthers - granted),
  };
}
