import { z } from 'zod';

const longestTimeoutMs = 86_400_000;

/** Headers with which a caller says how a completion is to be made. */
export const callHeadersSchema = z.object({
  'x-beluga-unsupported': z
    .enum(['drop', 'reject'])
    .optional()
    .describe(
      '`drop` leaves out the fields that the model does not take, and names them in `x-beluga-dropped-params`.',
    ),
  'x-beluga-timeout-ms': z
    .preprocess(
      (text) => (typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text),
      z.int().min(1).max(longestTimeoutMs),
    )
    .optional()
    .describe('How long the answer may take; the operator’s own limit cannot be raised.'),
});

export const callHeaderNames = Object.keys(callHeadersSchema.shape);
