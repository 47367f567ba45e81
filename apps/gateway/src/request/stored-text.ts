import { z } from 'zod';

/** A text that goes into a database, which stores any character but NUL. */
export function storedText(minimum: number, maximum: number) {
  return z
    .string()
    .min(minimum)
    .max(maximum)
    .regex(/^[^\0]*$/, { error: 'must not hold a NUL character' });
}
