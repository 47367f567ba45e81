import { z } from 'zod';
import { boundedJsonObject } from './bounded-json.js';
import { messageSchema } from './message-schema.js';
import { toolChoiceProblem } from './tool-choice-problem.js';
import { responseFormatSchema, toolChoiceSchema, toolSchema } from './tool-schema.js';

const penalty = z.number().min(-2).max(2).nullish();
const maximumTokens = z.int().min(1).max(100_000_000).nullish();
const stopWord = z.string().min(1).max(1_000);

/**
 * The body of POST /v1/chat/completions: every field of OpenAI's schema that means something here, strict, so that nothing
 * is dropped silently. A field given as null counts as absent, as OpenAI has it.
 */
export const chatCompletionSchema = z
  .strictObject({
    model: z.string().min(1).max(256),
    messages: z.array(messageSchema).min(1).max(10_000),
    stream: z.boolean().nullish(),
    stream_options: z
      .strictObject({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() })
      .nullish(),
    max_tokens: maximumTokens,
    max_completion_tokens: maximumTokens,
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    frequency_penalty: penalty,
    presence_penalty: penalty,
    seed: z.int().nullish(),
    stop: z.union([stopWord, z.array(stopWord).max(4)]).nullish(),
    tools: z.array(toolSchema).min(1).max(1_000).nullish(),
    tool_choice: toolChoiceSchema.nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    response_format: responseFormatSchema.nullish(),
    reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish(),
    n: z.int().min(1).max(128).nullish(),
    logprobs: z.boolean().nullish(),
    top_logprobs: z.int().min(0).max(20).nullish(),
    logit_bias: z.record(z.string().regex(/^\d{1,10}$/), z.number().min(-100).max(100)).nullish(),
    metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
    user: z.string().max(1_000).nullish(),
    safety_identifier: z.string().max(1_000).nullish(),
    prompt_cache_key: z.string().max(1_000).nullish(),
    prompt_cache_retention: z.enum(['in_memory', 'in-memory', '24h']).nullish(),
    service_tier: z.enum(['auto', 'default', 'flex', 'scale', 'priority']).nullish(),
    store: z.boolean().nullish(),
    verbosity: z.enum(['low', 'medium', 'high']).nullish(),
    modalities: z
      .array(z.enum(['text', 'audio']))
      .max(2)
      .nullish(),
    audio: z.strictObject({ voice: z.string().min(1).max(64), format: z.string().min(1).max(16) }).nullish(),
    prediction: z
      .strictObject({
        type: z.literal('content'),
        content: z.union([
          z.string(),
          z.array(z.strictObject({ type: z.literal('text'), text: z.string() })).max(1_000),
        ]),
      })
      .nullish(),
    web_search_options: z
      .strictObject({
        search_context_size: z.enum(['low', 'medium', 'high']).nullish(),
        user_location: boundedJsonObject.nullish(),
      })
      .nullish(),
  })
  .superRefine((body, context) => {
    const message = toolChoiceProblem(body.tool_choice, body.tools);
    if (message) context.addIssue({ code: 'custom', path: ['tool_choice'], message });
  });
export type ChatCompletionBody = z.output<typeof chatCompletionSchema>;
