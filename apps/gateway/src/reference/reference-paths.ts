import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { usualHeaders } from './answer-headers.js';
import { errorResponses } from './error-responses.js';
import { pageFileNames } from './page-files.js';

const headers = usualHeaders.extend({ etag: z.string(), 'cache-control': z.string() });
const unchanged = { description: 'The caller has it already (`if-none-match`).', headers };
const requestParams = { header: z.object({ 'if-none-match': z.string().optional() }) };

/** The reference of the reference itself. `API_REFERENCE=off` takes these paths away. */
export const referencePaths: ZodOpenApiPathsObject = {
  '/openapi.json': {
    get: {
      operationId: 'getReference',
      summary: 'This document',
      tags: ['Reference'],
      security: [],
      requestParams,
      responses: {
        '200': {
          description: 'OpenAPI 3.1.',
          headers,
          content: { 'application/json': { schema: z.looseObject({ openapi: z.string() }) } },
        },
        '304': unchanged,
        ...errorResponses(500),
      },
    },
  },
  '/docs': {
    get: {
      operationId: 'getReferencePage',
      summary: 'This document as a page',
      tags: ['Reference'],
      security: [],
      requestParams,
      responses: {
        '200': { description: 'The page.', headers, content: { 'text/html': { schema: z.string() } } },
        '304': unchanged,
        ...errorResponses(500),
      },
    },
  },
  '/docs/{file}': {
    get: {
      operationId: 'getReferencePageFile',
      summary: 'A file of the page',
      tags: ['Reference'],
      security: [],
      requestParams: { ...requestParams, path: z.object({ file: z.enum(pageFileNames) }) },
      responses: {
        '200': {
          description: 'The file.',
          headers,
          content: { 'text/css': { schema: z.string() }, 'text/javascript': { schema: z.string() } },
        },
        '304': unchanged,
        ...errorResponses(404, 500),
      },
    },
  },
};
