import { z } from 'zod';
import { reasoningStateType } from './reasoning-detail.js';

const tokenFields = {
  token: z.string(),
  logprob: z.number(),
  bytes: z.array(z.int().min(0).max(255)).nullable(),
};

const tokenLogprob = z
  .object({ ...tokenFields, top_logprobs: z.array(z.object(tokenFields)) })
  .meta({ id: 'TokenLogprob', description: 'A token’s log probability, and its likeliest alternatives.' });

/** What whole answers and chunks of streamed ones are made of. */
export const answerParts = {
  logprobs: z
    .object({ content: z.array(tokenLogprob).nullable(), refusal: z.array(tokenLogprob).nullable() })
    .nullable()
    .describe('Where `logprobs` was asked for.'),
  finishReason: z.enum(['stop', 'length', 'tool_calls', 'content_filter']),
  reasoningDetail: z
    .object({
      type: z.literal(reasoningStateType),
      provider: z.string(),
      kind: z.string(),
      tool_call_id: z.string().optional(),
      data: z.base64(),
    })
    .meta({
      id: 'ReasoningDetail',
      description: 'A vendor’s own state of its reasoning. Send it back unchanged with the message that it came with.',
    }),
  annotation: z
    .object({
      type: z.literal('url_citation'),
      url_citation: z.object({
        url: z.string(),
        title: z.string(),
        start_index: z.int().min(0),
        end_index: z.int().min(0),
      }),
    })
    .meta({ id: 'Annotation', description: 'A page that the answer cites.' }),
};
