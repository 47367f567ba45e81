import { nanoDollars } from '@belugapi/model-catalog';
import { z } from 'zod';
import { queryIntegerOr } from '../request/query-integer.js';
import { storedText } from '../request/stored-text.js';

const cursor = queryIntegerOr(0, 0, Number.MAX_SAFE_INTEGER).describe('The `last_id` of the page before.');
const limit = queryIntegerOr(100, 1, 1_000);

export const ledgerSchema = z.strictObject({
  after: cursor,
  limit,
  organization: storedText(1, 64).optional(),
  key: storedText(1, 128).optional(),
});

export const entriesSchema = z.strictObject({ after: cursor, limit });

const amountWords = 'must be an amount of US dollars, as in 25, -5 or "0.5"';
const amount = z
  .union(
    [z.number().min(-1_000_000).max(1_000_000), z.string().regex(/^-?\d{1,7}(\.\d{1,9})?$/, { error: amountWords })],
    { error: amountWords },
  )
  .transform((value, context) => {
    const [, sign = '', digits = ''] = /^(-?)(.*)$/.exec(String(value)) ?? [];
    try {
      return (sign === '' ? 1 : -1) * nanoDollars(digits);
    } catch (error) {
      context.issues.push({ code: 'custom', message: (error as RangeError).message, input: value });
      return z.NEVER;
    }
  });

export const creditSchema = z.strictObject({ amount_usd: amount, note: storedText(0, 500).nullish() });

export const creditHeadersSchema = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe('The same adjustment sent twice with the same key counts once.'),
});
