import { z } from 'zod';
import { answerParts } from './answer-parts.js';
import { usageSchema } from './usage-schema.js';

const toolCallDelta = z
  .object({
    index: z.int().min(0).describe('Which call of the choice it belongs to.'),
    id: z.string().optional(),
    type: z.enum(['function', 'custom']).optional(),
    function: z.object({ name: z.string().optional(), arguments: z.string() }).optional(),
    custom: z.object({ name: z.string().optional(), input: z.string() }).optional(),
  })
  .meta({ id: 'ToolCallDelta', description: 'A piece of a call: `id`, `type` and the name once, then the arguments.' });

const delta = z
  .object({
    role: z.literal('assistant').optional().describe('On the first chunk of a choice.'),
    content: z.string().optional(),
    refusal: z.string().optional(),
    reasoning_content: z.string().optional(),
    reasoning_details: z.array(answerParts.reasoningDetail).optional().describe('All of them at the choice’s end.'),
    tool_calls: z.array(toolCallDelta).optional(),
    annotations: z.array(answerParts.annotation).optional().describe('All of them at the choice’s end.'),
    audio: z
      .object({ id: z.string(), data: z.string(), transcript: z.string(), expires_at: z.int().optional() })
      .optional(),
  })
  .meta({ id: 'ChatCompletionDelta', description: 'What a chunk adds to a choice.' });

/** One message of a streamed answer (OpenAI API reference, "Chat completion chunk object"). */
export const chunkSchema = z
  .object({
    id: z.string().describe('The same on all chunks.'),
    object: z.literal('chat.completion.chunk'),
    created: z.int().describe('Unix seconds; the same on all chunks.'),
    model: z.string(),
    choices: z
      .array(
        z.object({
          index: z.int().min(0),
          delta,
          logprobs: answerParts.logprobs,
          finish_reason: answerParts.finishReason.nullable().describe('On the last chunk of the choice.'),
        }),
      )
      .describe('Empty on the chunk that holds the usage.'),
    service_tier: z.string().optional().describe('On chunks without text, where the vendor tells it.'),
    system_fingerprint: z.string().optional().describe('As `service_tier`.'),
    usage: usageSchema.nullish().describe('Only with `stream_options.include_usage`: null on all chunks but the last.'),
  })
  .meta({ id: 'ChatCompletionChunk', description: 'One message of a streamed answer.' });
