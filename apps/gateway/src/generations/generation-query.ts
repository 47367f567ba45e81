import { z } from 'zod';
import { keyIdSchema } from '../administration/key-schemas.js';

/** The query of GET /v1/generations. */
export const generationQuerySchema = z.strictObject({
  id: keyIdSchema.describe('The `id` of an answer.'),
});
