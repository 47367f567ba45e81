import { modalities, parameterNames, providers } from '@belugapi/model-catalog';
import { z } from 'zod';

const perToken = z.string().regex(/^\d+(\.\d+)?$/);
const parameters = [...new Set(parameterNames.map((name) => (name.startsWith('json_') ? 'response_format' : name)))];

/** A model as `/v1/models` shows it. */
export const modelSchema = z
  .object({
    id: z.string(),
    object: z.literal('model'),
    created: z.int(),
    owned_by: z.enum(providers),
    shutdown_date: z.int().optional().describe('Unix seconds of the day on which the vendor ends it.'),
    name: z.string(),
    context_length: z.int().optional(),
    architecture: z.object({
      input_modalities: z.array(z.enum(modalities)),
      output_modalities: z.array(z.enum(modalities)),
    }),
    pricing: z
      .object({
        prompt: perToken,
        completion: perToken,
        input_cache_read: perToken.optional(),
        input_cache_write: perToken.optional(),
      })
      .optional()
      .describe('US dollars per token. Absent where it has no price.'),
    top_provider: z.object({
      context_length: z.int().nullable(),
      max_completion_tokens: z.int().nullable(),
    }),
    supported_parameters: z.array(z.enum(parameters)),
    beluga: z.object({
      provider: z.enum(providers),
      state: z.enum(['active', 'retiring', 'retired']),
      substitute: z.string().optional().describe('The model that answers in its stead.'),
      available: z.boolean(),
      unavailable_reason: z.string().optional(),
    }),
  })
  .meta({ id: 'Model', description: 'A model, as OpenAI lists it and more.' });

export const modelListSchema = z
  .object({ object: z.literal('list'), data: z.array(modelSchema) })
  .meta({ id: 'ModelList' });
