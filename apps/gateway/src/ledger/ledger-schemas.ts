import { nanoDollars } from '@belugapi/model-catalog';
import { z } from 'zod';

const cursor = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0);
const limit = z.coerce.number().int().min(1).max(1_000).default(100);

export const ledgerSchema = z.strictObject({
  after: cursor,
  limit,
  organization: z.string().min(1).max(64).optional(),
  key: z.string().min(1).max(128).optional(),
});

export const entriesSchema = z.strictObject({ after: cursor, limit });

const amount = z
  .union([z.number(), z.string().max(32)], { error: 'must be an amount of US dollars, as in 25, -5 or "0.5"' })
  .transform((value, context) => {
    const [, sign = '', digits = ''] = /^(-?)(.*)$/.exec(String(value)) ?? [];
    try {
      return (sign === '' ? 1 : -1) * nanoDollars(digits);
    } catch (error) {
      context.issues.push({ code: 'custom', message: (error as RangeError).message, input: value });
      return z.NEVER;
    }
  });

export const creditSchema = z.strictObject({ amount_usd: amount, note: z.string().max(500).nullish() });
