import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { usualHeaders } from '../reference/answer-headers.js';
import { errorResponses } from '../reference/error-responses.js';
import { administratorSecurity } from '../reference/security.js';
import { ledgerListSchema, verificationSchema } from './ledger-answers.js';
import { ledgerSchema } from './ledger-schemas.js';

/** The reference of /admin/v1/ledger. */
export const ledgerPaths: ZodOpenApiPathsObject = {
  '/admin/v1/ledger': {
    get: {
      operationId: 'listLedger',
      summary: 'Rows since a cursor, oldest first',
      description: 'As CSV where the caller accepts `text/csv`.',
      tags: ['Administration'],
      security: administratorSecurity,
      requestParams: { query: ledgerSchema },
      responses: {
        '200': {
          description: 'A page of rows.',
          headers: usualHeaders,
          content: { 'application/json': { schema: ledgerListSchema }, 'text/csv': { schema: z.string() } },
        },
        ...errorResponses(400, 401, 403, 500, 503),
      },
    },
  },
  '/admin/v1/ledger/verify': {
    post: {
      operationId: 'verifyLedger',
      summary: 'Whether the rows and the sums that are kept of them agree',
      tags: ['Administration'],
      security: administratorSecurity,
      responses: {
        '200': {
          description: 'What was compared, and where they differ.',
          headers: usualHeaders,
          content: { 'application/json': { schema: verificationSchema } },
        },
        ...errorResponses(400, 401, 403, 413, 415, 500, 503),
      },
    },
  },
};
