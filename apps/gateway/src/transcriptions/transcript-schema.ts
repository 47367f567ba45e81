import { z } from 'zod';
import { costFields } from '../answer/usage-schema.js';

const tokens = z.int().min(0);

const usage = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('tokens'),
      input_tokens: tokens,
      input_token_details: z.object({ text_tokens: tokens, audio_tokens: tokens }).optional(),
      output_tokens: tokens,
      total_tokens: tokens,
      ...costFields,
    }),
    z.object({ type: z.literal('duration'), seconds: z.number(), ...costFields }),
  ])
  .meta({
    id: 'TranscriptionUsage',
    description: 'By tokens or by length, as the vendor counts. Absent where it told nothing.',
  });

const logprobs = z
  .array(z.object({ token: z.string(), logprob: z.number(), bytes: z.array(z.int().min(0).max(255)) }))
  .optional()
  .describe('With `include[]=logprobs`.');

/** A whole transcription (OpenAI API reference, "The transcription object"). */
export const transcriptSchema = z
  .object({ text: z.string(), logprobs, usage: usage.optional() })
  .meta({ id: 'Transcription', description: 'The text of a recording.' });

/** One message of a streamed transcription (OpenAI API reference, "Transcript text delta" and "done"). */
export const transcriptEventSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('transcript.text.delta'), delta: z.string(), logprobs }),
    z.object({ type: z.literal('transcript.text.done'), text: z.string(), logprobs, usage: usage.optional() }),
  ])
  .meta({ id: 'TranscriptionEvent', description: 'One message of a streamed transcription.' });
