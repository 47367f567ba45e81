/** Nano-dollars as the bus carries them; a sum that no number can hold becomes the nearest that one can. */
export function nanoNumber(nano: bigint): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(nano)));
}
