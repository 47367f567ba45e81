import { z } from 'zod';
import { signedDollarAmount } from '../request/dollar-amount.js';
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

export const creditSchema = z.strictObject({ amount_usd: signedDollarAmount, note: storedText(0, 500).nullish() });

export const creditHeadersSchema = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe('The same adjustment sent twice with the same key counts once; another one with it is refused.'),
});
