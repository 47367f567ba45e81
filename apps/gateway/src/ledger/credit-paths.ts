import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { organizationIdSchema } from '../administration/key-schemas.js';
import { callerHeaders, usualHeaders } from '../reference/answer-headers.js';
import { errorResponses } from '../reference/error-responses.js';
import { administratorSecurity, callerSecurity } from '../reference/security.js';
import { callerCreditSchema, creditAnswerSchema, entryListSchema } from './ledger-answers.js';
import { creditHeadersSchema, creditSchema, entriesSchema } from './ledger-schemas.js';

const path = z.object({ id: organizationIdSchema });
const credit = {
  description: 'The credit.',
  headers: usualHeaders,
  content: { 'application/json': { schema: creditAnswerSchema } },
};

/** The reference of everything about credit. */
export const creditPaths: ZodOpenApiPathsObject = {
  '/v1/credits': {
    get: {
      operationId: 'getOwnCredit',
      summary: 'The credit of the caller’s organisation',
      tags: ['Money'],
      security: callerSecurity,
      responses: {
        '200': {
          description: 'Granted, spent, reserved, left.',
          headers: callerHeaders,
          content: { 'application/json': { schema: callerCreditSchema } },
        },
        ...errorResponses(401, 403, 500, 503),
      },
    },
  },
  '/admin/v1/organizations/{id}/credit': {
    get: {
      operationId: 'getCredit',
      summary: 'An organisation’s credit',
      tags: ['Administration'],
      security: administratorSecurity,
      requestParams: { path },
      responses: { '200': credit, ...errorResponses(400, 401, 403, 404, 500, 503) },
    },
    post: {
      operationId: 'adjustCredit',
      summary: 'Add to an organisation’s credit, or take away from it',
      tags: ['Administration'],
      security: administratorSecurity,
      requestParams: { path, header: creditHeadersSchema },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: creditSchema, example: { amount_usd: 25, note: 'November' } } },
      },
      responses: { '200': credit, ...errorResponses(400, 401, 403, 404, 409, 413, 415, 500, 503) },
    },
  },
  '/admin/v1/organizations/{id}/credit/entries': {
    get: {
      operationId: 'listCreditEntries',
      summary: 'What was added and taken away, oldest first',
      tags: ['Administration'],
      security: administratorSecurity,
      requestParams: { path, query: entriesSchema },
      responses: {
        '200': {
          description: 'A page of entries.',
          headers: usualHeaders,
          content: { 'application/json': { schema: entryListSchema } },
        },
        ...errorResponses(400, 401, 403, 404, 500, 503),
      },
    },
  },
};
