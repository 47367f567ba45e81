const measureAgainMs = 60_000;

let offset = 0;
let measuredAt = Number.NEGATIVE_INFINITY;

/**
 * A time of performance.now() as Unix milliseconds with fractions. All spans of a process share one offset, so that what came
 * first stands first: each on an offset of its own, as the SDK would have it, they are up to a millisecond apart.
 */
export function epochTime(at: number = performance.now()): number {
  const now = performance.now();
  if (now - measuredAt > measureAgainMs) {
    // Again and again: the system's clock is put right while performance.now() just runs on.
    offset = Date.now() - now;
    measuredAt = now;
  }
  return at + offset;
}
