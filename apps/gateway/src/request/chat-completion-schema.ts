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
    model: z.string().min(1).max(256).describe('Id of a model, as `/v1/models` lists it.'),
    messages: z.array(messageSchema).min(1).max(10_000).describe('The conversation so far.'),
    stream: z
      .boolean()
      .nullish()
      .describe('Send the answer piece by piece, as server-sent events that end with `data: [DONE]`.'),
    stream_options: z
      .strictObject({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() })
      .nullish()
      .describe('With `include_usage` the last chunk holds the usage and the cost.'),
    max_tokens: maximumTokens.describe('Most tokens of the answer; `max_completion_tokens` goes first.'),
    max_completion_tokens: maximumTokens.describe('Most tokens of the answer, reasoning included.'),
    temperature: z.number().min(0).max(2).nullish().describe('Sampling temperature: higher is more various.'),
    top_p: z
      .number()
      .min(0)
      .max(1)
      .nullish()
      .describe('Sample among the likeliest tokens that together have this probability.'),
    frequency_penalty: penalty.describe('Makes repeated tokens less likely.'),
    presence_penalty: penalty.describe('Makes tokens less likely that have come before.'),
    seed: z.int().nullish().describe('The same seed gives the same answer, as far as the model can.'),
    stop: z
      .union([stopWord, z.array(stopWord).max(4)])
      .nullish()
      .describe('Up to four texts at which the answer ends.'),
    tools: z.array(toolSchema).min(1).max(1_000).nullish().describe('What the model may call.'),
    tool_choice: toolChoiceSchema.nullish().describe('Whether it may, must or must not call, or what.'),
    parallel_tool_calls: z.boolean().nullish().describe('Whether one answer may hold several calls.'),
    response_format: responseFormatSchema.nullish().describe('JSON of any or of a given shape.'),
    reasoning_effort: z
      .enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])
      .nullish()
      .describe('How long the model thinks first.'),
    n: z.int().min(1).max(128).nullish().describe('How many answers.'),
    logprobs: z.boolean().nullish().describe('Tell the log probability of each token.'),
    top_logprobs: z.int().min(0).max(20).nullish().describe('So many alternatives of each token, too.'),
    logit_bias: z
      .record(z.string().regex(/^\d{1,10}$/), z.number().min(-100).max(100))
      .nullish()
      .describe('Makes tokens, by their number, likelier or less likely.'),
    metadata: z
      .record(z.string().max(64), z.string().max(512))
      .nullish()
      .describe('Your own notes for the vendor. Left out, unless the operator lets them through.'),
    user: z.string().max(1_000).nullish().describe('Your own id of the person who asks; the vendor sees it.'),
    safety_identifier: z.string().max(1_000).nullish().describe('As `user`, for the vendor’s own checks.'),
    prompt_cache_key: z.string().max(1_000).nullish().describe('Requests with the same key share the vendor’s cache.'),
    prompt_cache_retention: z
      .enum(['in_memory', 'in-memory', '24h'])
      .nullish()
      .describe('How long the vendor caches the prompt.'),
    service_tier: z
      .enum(['auto', 'default', 'flex', 'scale', 'priority'])
      .nullish()
      .describe('The vendor’s class of service. Left out, unless the operator lets it through.'),
    store: z
      .boolean()
      .nullish()
      .describe('Whether the vendor keeps the answer. True is left out, unless the operator lets it through.'),
    verbosity: z.enum(['low', 'medium', 'high']).nullish().describe('How long the answer is.'),
    modalities: z
      .array(z.enum(['text', 'audio']))
      .max(2)
      .nullish()
      .describe('What the answer is: text, speech, or both.'),
    audio: z
      .strictObject({ voice: z.string().min(1).max(64), format: z.string().min(1).max(16) })
      .nullish()
      .describe('The voice of a spoken answer.'),
    prediction: z
      .strictObject({
        type: z.literal('content'),
        content: z.union([
          z.string(),
          z.array(z.strictObject({ type: z.literal('text'), text: z.string() })).max(1_000),
        ]),
      })
      .nullish()
      .describe('A text that most of the answer is expected to repeat.'),
    web_search_options: z
      .strictObject({
        search_context_size: z.enum(['low', 'medium', 'high']).nullish(),
        user_location: boundedJsonObject.nullish(),
      })
      .nullish()
      .describe('For models that search the web.'),
  })
  .superRefine((body, context) => {
    const message = toolChoiceProblem(body.tool_choice, body.tools);
    if (message) context.addIssue({ code: 'custom', path: ['tool_choice'], message });
  })
  .meta({ id: 'ChatCompletionRequest' });
export type ChatCompletionBody = z.output<typeof chatCompletionSchema>;
