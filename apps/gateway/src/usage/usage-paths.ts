import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { usualHeaders } from '../reference/answer-headers.js';
import { errorResponses } from '../reference/error-responses.js';
import { administratorSecurity } from '../reference/security.js';
import { costPageSchema, usagePageSchema } from './usage-answers.js';
import { costQuerySchema, usageQuerySchema } from './usage-query.js';

const description =
  'OpenAI’s usage API, over all organisations; a project is an organisation. Lists may also be written as `models[]=…`.';

/** The reference of OpenAI's usage API. */
export const usagePaths: ZodOpenApiPathsObject = {
  '/v1/organization/usage/completions': {
    get: {
      operationId: 'getUsage',
      summary: 'Tokens and requests over time',
      description,
      tags: ['Administration'],
      security: administratorSecurity,
      requestParams: { query: usageQuerySchema },
      responses: {
        '200': {
          description: 'A page of buckets.',
          headers: usualHeaders,
          content: { 'application/json': { schema: usagePageSchema } },
        },
        ...errorResponses(400, 401, 403, 500, 503),
      },
    },
  },
  '/v1/organization/costs': {
    get: {
      operationId: 'getCosts',
      summary: 'What was charged, by day',
      description,
      tags: ['Administration'],
      security: administratorSecurity,
      requestParams: { query: costQuerySchema },
      responses: {
        '200': {
          description: 'A page of days.',
          headers: usualHeaders,
          content: { 'application/json': { schema: costPageSchema } },
        },
        ...errorResponses(400, 401, 403, 500, 503),
      },
    },
  },
};
