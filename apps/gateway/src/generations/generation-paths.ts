import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { callerHeaders } from '../reference/answer-headers.js';
import { errorResponses } from '../reference/error-responses.js';
import { callerSecurity } from '../reference/security.js';
import { generationQuerySchema } from './generation-query.js';
import { generationSchema } from './generation-schema.js';

const common = {
  tags: ['Money'],
  security: callerSecurity,
  responses: {
    '200': {
      description:
        'Its figures, once it is over: a 404 before. Asked right after the answer, this waits up to 2 s for them.',
      headers: callerHeaders,
      content: { 'application/json': { schema: generationSchema } },
    },
    ...errorResponses(400, 401, 403, 404, 500, 503),
  },
};

/** The reference of GET /v1/generations/{id} and its other form. */
export const generationPaths: ZodOpenApiPathsObject = {
  '/v1/generations': {
    get: {
      operationId: 'findGeneration',
      summary: 'What one completion used and cost',
      requestParams: { query: generationQuerySchema },
      ...common,
    },
  },
  '/v1/generations/{id}': {
    get: {
      operationId: 'getGeneration',
      summary: 'What one completion used and cost, by its path',
      requestParams: { path: generationQuerySchema },
      ...common,
    },
  },
};
