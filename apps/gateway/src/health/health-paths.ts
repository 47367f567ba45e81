import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { usualHeaders } from '../reference/answer-headers.js';
import { errorResponses } from '../reference/error-responses.js';
import { livenessSchema, readinessSchema } from './health-schema.js';

const readiness = { headers: usualHeaders, content: { 'application/json': { schema: readinessSchema } } };

/** The reference of /livez and /readyz. */
export const healthPaths: ZodOpenApiPathsObject = {
  '/livez': {
    get: {
      operationId: 'getLiveness',
      summary: 'Whether the process runs',
      tags: ['Health'],
      security: [],
      responses: {
        '200': {
          description: 'It does.',
          headers: usualHeaders,
          content: { 'application/json': { schema: livenessSchema } },
        },
        ...errorResponses(500),
      },
    },
  },
  '/readyz': {
    get: {
      operationId: 'getReadiness',
      summary: 'Whether it can serve requests',
      tags: ['Health'],
      security: [],
      responses: {
        '200': { description: 'It can.', ...readiness },
        '503': { description: 'It cannot, or is about to stop.', ...readiness },
        ...errorResponses(500),
      },
    },
  },
};
