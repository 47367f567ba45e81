import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { usualHeaders } from '../reference/answer-headers.js';
import { errorResponses } from '../reference/error-responses.js';
import { administratorSecurity } from '../reference/security.js';
import { storedId } from '../request/stored-id.js';
import { issuedKeySchema, keyListSchema, keySchema } from './administration-answers.js';
import { createKeySchema, keysQuerySchema, rotateKeySchema, updateKeySchema } from './key-schemas.js';

const common = { tags: ['Administration'], security: administratorSecurity };
const path = z.object({ id: storedId });
const answer = (description: string, schema: z.ZodType) => ({
  description,
  headers: usualHeaders,
  content: { 'application/json': { schema } },
});
const shown = answer('The key.', keySchema);
const issued = answer('The key and its secret, which is shown this once.', issuedKeySchema);
const readErrors = errorResponses(400, 401, 403, 404, 500, 503);
const writeErrors = errorResponses(400, 401, 403, 404, 413, 415, 500, 503);

/** The reference of /admin/v1/keys. */
export const keyPaths: ZodOpenApiPathsObject = {
  '/admin/v1/keys': {
    get: {
      operationId: 'listKeys',
      summary: 'Keys, oldest first',
      ...common,
      requestParams: { query: keysQuerySchema },
      responses: { '200': answer('A page of keys.', keyListSchema), ...errorResponses(400, 401, 403, 500, 503) },
    },
    post: {
      operationId: 'createKey',
      summary: 'Make a key',
      ...common,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: createKeySchema,
            example: { name: 'ci', models: ['gpt-5.4'], limits: { requests_per_minute: 600 } },
          },
        },
      },
      responses: { '200': issued, ...writeErrors },
    },
  },
  '/admin/v1/keys/{id}': {
    get: {
      operationId: 'getKey',
      summary: 'One key',
      ...common,
      requestParams: { path },
      responses: { '200': shown, ...readErrors },
    },
    patch: {
      operationId: 'updateKey',
      summary: 'Change a key',
      description: 'What is absent stays as it is; a limit given as null goes.',
      ...common,
      requestParams: { path },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: updateKeySchema, example: { limits: { tokens_per_minute: null } } } },
      },
      responses: { '200': shown, ...writeErrors },
    },
  },
  '/admin/v1/keys/{id}/rotate': {
    post: {
      operationId: 'rotateKey',
      summary: 'Give a key a new secret',
      ...common,
      requestParams: { path },
      requestBody: {
        content: { 'application/json': { schema: rotateKeySchema, example: { overlap_seconds: 86_400 } } },
      },
      responses: { '200': issued, ...writeErrors, ...errorResponses(409) },
    },
  },
  '/admin/v1/keys/{id}/revoke': {
    post: {
      operationId: 'revokeKey',
      summary: 'End a key, within a second on every gateway',
      ...common,
      requestParams: { path },
      responses: { '200': shown, ...writeErrors },
    },
  },
};
