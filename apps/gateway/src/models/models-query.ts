import { z } from 'zod';

/** The query of GET /v1/models; clients add parameters of other gateways, which mean nothing here. */
export const modelsQuerySchema = z.object({
  all: z
    .enum(['true', 'false'])
    .optional()
    .describe('Also what cannot be served now, or any more, with the reason why.'),
});
