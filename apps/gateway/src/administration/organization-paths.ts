import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { usualHeaders } from '../reference/answer-headers.js';
import { errorResponses } from '../reference/error-responses.js';
import { administratorSecurity } from '../reference/security.js';
import { organizationListSchema, organizationSchema } from './administration-answers.js';
import {
  createOrganizationSchema,
  organizationIdSchema,
  organizationsQuerySchema,
  updateOrganizationSchema,
} from './key-schemas.js';

const common = { tags: ['Administration'], security: administratorSecurity };
const path = z.object({ id: organizationIdSchema });
const shown = {
  description: 'The organisation.',
  headers: usualHeaders,
  content: { 'application/json': { schema: organizationSchema } },
};

/** The reference of /admin/v1/organizations. */
export const organizationPaths: ZodOpenApiPathsObject = {
  '/admin/v1/organizations': {
    get: {
      operationId: 'listOrganizations',
      summary: 'Organisations',
      ...common,
      requestParams: { query: organizationsQuerySchema },
      responses: {
        '200': {
          description: 'A page of organisations.',
          headers: usualHeaders,
          content: { 'application/json': { schema: organizationListSchema } },
        },
        ...errorResponses(400, 401, 403, 500, 503),
      },
    },
    post: {
      operationId: 'createOrganization',
      summary: 'Make an organisation',
      ...common,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: createOrganizationSchema,
            example: { id: 'acme', limits: { requests_per_minute: 6_000 } },
          },
        },
      },
      responses: { '200': shown, ...errorResponses(400, 401, 403, 409, 413, 415, 500, 503) },
    },
  },
  '/admin/v1/organizations/{id}': {
    get: {
      operationId: 'getOrganization',
      summary: 'One organisation',
      ...common,
      requestParams: { path },
      responses: { '200': shown, ...errorResponses(400, 401, 403, 404, 500, 503) },
    },
    patch: {
      operationId: 'updateOrganization',
      summary: 'Change an organisation',
      description: 'What is absent stays as it is; a limit given as null goes.',
      ...common,
      requestParams: { path },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: updateOrganizationSchema, example: { name: 'Acme' } } },
      },
      responses: { '200': shown, ...errorResponses(400, 401, 403, 404, 413, 415, 500, 503) },
    },
  },
};
