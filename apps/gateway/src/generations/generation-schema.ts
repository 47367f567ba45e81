import { z } from 'zod';
import { outcomeWords } from './outcome-word.js';

const tokens = z.int().min(0);
const milliseconds = z.number().min(0).nullable();

/** What one completion used and cost. */
export const generationSchema = z
  .object({
    id: z.string(),
    object: z.literal('generation'),
    created: z.int().describe('Unix seconds.'),
    model: z.string().optional().describe('The id that was asked for.'),
    served_model: z.string().optional(),
    model_substituted: z.boolean(),
    provider: z.string().optional(),
    streamed: z.boolean().optional(),
    outcome: z.enum(outcomeWords),
    finish_reason: z.string().nullable(),
    error: z.string().nullable(),
    source: z
      .enum(['provider', 'estimated'])
      .describe('Whose figures these are: the vendor’s, or ours of what was relayed.'),
    usage: z.object({
      prompt_tokens: tokens,
      completion_tokens: tokens,
      total_tokens: tokens,
      cached_tokens: tokens,
      reasoning_tokens: tokens,
    }),
    cost: z.number().nullable().describe('US dollars; null where the model has no price.'),
    price_version: z.string().nullable(),
    attempts: z.int().min(0).describe('Retries included.'),
    time_to_first_token_ms: milliseconds,
    duration_ms: milliseconds,
  })
  .meta({ id: 'Generation', description: 'What one completion used and cost, all its attempts together.' });
