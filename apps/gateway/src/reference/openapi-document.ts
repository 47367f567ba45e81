import { createDocument, type ZodOpenApiOverride } from 'zod-openapi';
import { keyPaths } from '../administration/key-paths.js';
import { organizationPaths } from '../administration/organization-paths.js';
import { completionPaths } from '../completions/completion-paths.js';
import { generationPaths } from '../generations/generation-paths.js';
import { healthPaths } from '../health/health-paths.js';
import { httpBounds } from '../http/http-bounds.js';
import { callerKeyPaths } from '../keys/caller-key-paths.js';
import { creditPaths } from '../ledger/credit-paths.js';
import { ledgerPaths } from '../ledger/ledger-paths.js';
import { modelPaths } from '../models/model-paths.js';
import { transcriptionPaths } from '../transcriptions/transcription-paths.js';
import { usagePaths } from '../usage/usage-paths.js';
import { referencePaths } from './reference-paths.js';
import { securitySchemes } from './security.js';

const description = `One endpoint for every leading model, in OpenAI's shapes: an OpenAI SDK works with this server's URL and a key of its own.

Every answer has an \`x-request-id\`. Errors have OpenAI's shape, also those that are no operation's: a path that does not exist (404), a method that it does not take (405, with \`allow\`), a request that does not arrive in time (408), headers over ${httpBounds.maxHeaderSize / 1024} KiB (431), and what is not HTTP (400).`;

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** The OpenAPI document of everything that the gateway answers, made of the schemas that it checks requests with. */
export function openApiDocument(): OpenApiDocument {
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'BelugAPI',
        version: '1',
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This server' }],
      tags: [
        { name: 'Completions', description: 'Asking models.' },
        { name: 'Models', description: 'What can be asked.' },
        { name: 'Money', description: 'What it cost, and what is left.' },
        { name: 'Administration', description: 'Keys, organisations, the ledger. For administrators.' },
        { name: 'Health', description: 'For probes.' },
        { name: 'Reference', description: 'This document.' },
      ],
      components: { securitySchemes },
      paths: {
        ...completionPaths,
        ...transcriptionPaths,
        ...modelPaths,
        ...generationPaths,
        ...callerKeyPaths,
        ...creditPaths,
        ...usagePaths,
        ...keyPaths,
        ...organizationPaths,
        ...ledgerPaths,
        ...healthPaths,
        ...referencePaths,
      },
    },
    { override: asPublished },
  );
}

const asPublished: ZodOpenApiOverride = ({ jsonSchema, io }) => {
  // Answers may get more fields; and what they hold is no matter of what a number in JavaScript can be.
  if (io !== 'output') return;
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
};
