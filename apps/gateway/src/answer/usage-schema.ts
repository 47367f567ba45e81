import { z } from 'zod';

const tokens = z.int().min(0);
const dollars = z.number();

/** What an answer cost, beside its usage; absent where the model has no price. */
export const costFields = {
  cost: dollars.optional().describe('US dollars. Absent where the model has no price.'),
  cost_details: z
    .record(z.string(), dollars)
    .optional()
    .describe(
      'The cost by class: `input`, `cache_read`, `cache_write`, `cache_write_long`, `audio_input`, `image_input`, `output`, `reasoning`, `audio_output`, `web_search`, `audio_seconds`.',
    ),
};

/** OpenAI's usage object of a completion, and what it cost. */
export const usageSchema = z
  .object({
    prompt_tokens: tokens,
    completion_tokens: tokens,
    total_tokens: tokens,
    prompt_tokens_details: z
      .object({
        cached_tokens: tokens.optional(),
        cache_write_tokens: tokens.optional(),
        audio_tokens: tokens.optional(),
        image_tokens: tokens.optional(),
      })
      .optional()
      .describe('Parts of `prompt_tokens`. What the vendor did not tell is absent.'),
    completion_tokens_details: z
      .object({ reasoning_tokens: tokens.optional(), audio_tokens: tokens.optional() })
      .optional()
      .describe('Parts of `completion_tokens`.'),
    ...costFields,
  })
  .meta({ id: 'Usage', description: 'What an answer used and cost.' });
export type UsageBody = z.output<typeof usageSchema>;
