import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { callerHeaders } from '../reference/answer-headers.js';
import { errorResponses } from '../reference/error-responses.js';
import { callerSecurity } from '../reference/security.js';
import { modelListSchema, modelSchema } from './model-schema.js';
import { modelsQuerySchema } from './models-query.js';

/** The reference of GET /v1/models and /v1/models/{id}. */
export const modelPaths: ZodOpenApiPathsObject = {
  '/v1/models': {
    get: {
      operationId: 'listModels',
      summary: 'What the key may use and what can be served now',
      tags: ['Models'],
      security: callerSecurity,
      requestParams: { query: modelsQuerySchema },
      responses: {
        '200': {
          description: 'The models.',
          headers: callerHeaders,
          content: { 'application/json': { schema: modelListSchema } },
        },
        ...errorResponses(400, 401, 403, 500, 503),
      },
    },
  },
  '/v1/models/{id}': {
    get: {
      operationId: 'getModel',
      summary: 'One model',
      tags: ['Models'],
      security: callerSecurity,
      requestParams: { path: z.object({ id: z.string().meta({ examples: ['gpt-5.4'] }) }) },
      responses: {
        '200': {
          description: 'The model, whether it can be served now or not.',
          headers: callerHeaders,
          content: { 'application/json': { schema: modelSchema } },
        },
        ...errorResponses(400, 401, 403, 404, 500, 503),
      },
    },
  },
};
