import { z } from 'zod';

const tokens = z.int().min(0);
const grouped = z.string().nullable();

function pageOf<Result extends z.ZodType>(result: Result, id: string) {
  return z
    .object({
      object: z.literal('page'),
      data: z.array(
        z.object({
          object: z.literal('bucket'),
          start_time: z.int(),
          end_time: z.int(),
          results: z.array(result),
        }),
      ),
      has_more: z.boolean(),
      next_page: z.string().nullable().describe('Send it as `page`.'),
    })
    .meta({ id });
}

/** OpenAI's page of usage (API reference, "Completions usage object"). */
export const usagePageSchema = pageOf(
  z
    .object({
      object: z.literal('organization.usage.completions.result'),
      input_tokens: tokens,
      input_cached_tokens: tokens,
      input_cache_write_tokens: tokens,
      input_uncached_tokens: tokens,
      input_audio_tokens: tokens,
      output_tokens: tokens,
      output_reasoning_tokens: tokens,
      output_audio_tokens: tokens,
      num_model_requests: tokens,
      project_id: grouped,
      user_id: z.null(),
      api_key_id: grouped,
      model: grouped,
      batch: z.null(),
      service_tier: z.null(),
    })
    .meta({ id: 'UsageResult' }),
  'UsagePage',
);

/** OpenAI's page of costs ("Costs object"). */
export const costPageSchema = pageOf(
  z
    .object({
      object: z.literal('organization.costs.result'),
      amount: z.object({ value: z.number(), currency: z.literal('usd') }),
      line_item: grouped.describe('A model.'),
      project_id: grouped.describe('An organisation.'),
      api_key_id: grouped,
    })
    .meta({ id: 'CostResult' }),
  'CostPage',
);
