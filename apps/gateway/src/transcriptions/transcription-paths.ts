import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { callHeadersSchema } from '../completions/call-headers.js';
import { completionHeaders } from '../reference/answer-headers.js';
import { errorResponses } from '../reference/error-responses.js';
import { callerSecurity } from '../reference/security.js';
import { transcriptEventSchema, transcriptSchema } from './transcript-schema.js';
import { transcriptionSchema } from './transcription-schema.js';

// The file is no field: it is checked by itself, once the form is read.
const formSchema = transcriptionSchema
  .safeExtend({
    file: z.file().describe('The recording, 25 MiB at most: flac, mp3, mp4, mpeg, mpga, m4a, ogg, wav or webm.'),
  })
  .meta({ id: 'TranscriptionRequest' });

/** The reference of POST /v1/audio/transcriptions. */
export const transcriptionPaths: ZodOpenApiPathsObject = {
  '/v1/audio/transcriptions': {
    post: {
      operationId: 'createTranscription',
      summary: 'Turn a recording into text',
      tags: ['Completions'],
      security: callerSecurity,
      requestParams: { header: callHeadersSchema },
      requestBody: { required: true, content: { 'multipart/form-data': { schema: formSchema } } },
      responses: {
        '200': {
          description: 'The text, or with `stream` server-sent events that end with `[DONE]`.',
          headers: completionHeaders.extend({
            'x-beluga-completion-id': z.string().describe('What `/v1/generations/{id}` knows it by.'),
          }),
          content: {
            'application/json': { schema: transcriptSchema },
            'text/plain': { schema: z.string() },
            'text/event-stream': { schema: transcriptEventSchema },
          },
        },
        ...errorResponses(400, 401, 402, 403, 404, 413, 415, 429, 500, 502, 503, 504),
      },
    },
  },
};
