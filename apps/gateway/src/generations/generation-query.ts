import { z } from 'zod';
import { storedId } from '../request/stored-id.js';

/** The query of GET /v1/generations. */
export const generationQuerySchema = z.strictObject({
  id: storedId.describe('The `id` of an answer.'),
});
