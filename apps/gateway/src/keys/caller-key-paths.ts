import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { callerHeaders } from '../reference/answer-headers.js';
import { errorResponses } from '../reference/error-responses.js';
import { callerSecurity } from '../reference/security.js';
import { callerKeySchema } from './caller-key-schema.js';

/** The reference of GET /v1/key. */
export const callerKeyPaths: ZodOpenApiPathsObject = {
  '/v1/key': {
    get: {
      operationId: 'getOwnKey',
      summary: 'The caller’s own key, and what is left of its limits',
      tags: ['Money'],
      security: callerSecurity,
      responses: {
        '200': {
          description: 'The key.',
          headers: callerHeaders,
          content: { 'application/json': { schema: callerKeySchema } },
        },
        ...errorResponses(401, 403, 500, 503),
      },
    },
  },
};
