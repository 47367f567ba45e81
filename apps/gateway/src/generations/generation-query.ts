import { z } from 'zod';

/** The query of GET /v1/generations. */
export const generationQuerySchema = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,128}$/, { error: 'must be letters, digits and _ -, 128 characters at most' })
    .describe('The `id` of an answer.'),
});
