import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { chunkSchema } from '../answer/chunk-schema.js';
import { completionSchema } from '../answer/completion-schema.js';
import { completionHeaders } from '../reference/answer-headers.js';
import { errorResponses } from '../reference/error-responses.js';
import { callerSecurity } from '../reference/security.js';
import { chatCompletionSchema } from '../request/chat-completion-schema.js';
import { callHeadersSchema } from './call-headers.js';
import { answerExample, chunkExample, requestExamples } from './completion-examples.js';

/** The reference of POST /v1/chat/completions. */
export const completionPaths: ZodOpenApiPathsObject = {
  '/v1/chat/completions': {
    post: {
      operationId: 'createChatCompletion',
      summary: 'Ask a model',
      description:
        'OpenAI’s chat completions, for every model of `/v1/models`. A field that the model does not take is emulated, or refused by name: nothing is dropped silently.',
      tags: ['Completions'],
      security: callerSecurity,
      requestParams: { header: callHeadersSchema },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: chatCompletionSchema, examples: requestExamples } },
      },
      responses: {
        '200': {
          description:
            'The answer, whole or, with `stream`, as server-sent events: each `data:` holds one chunk, the last one is `[DONE]`. A failure after the first chunk is a `data:` with an error in it, and then `[DONE]`.',
          headers: completionHeaders,
          content: {
            'application/json': { schema: completionSchema, example: answerExample },
            'text/event-stream': { schema: chunkSchema, example: chunkExample },
          },
        },
        ...errorResponses(400, 401, 402, 403, 404, 413, 415, 429, 500, 502, 503, 504),
      },
    },
  },
};
