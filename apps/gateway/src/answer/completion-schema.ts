import { z } from 'zod';
import { answerParts } from './answer-parts.js';
import { usageSchema } from './usage-schema.js';

const toolCall = z
  .discriminatedUnion('type', [
    z.object({
      id: z.string(),
      type: z.literal('function'),
      function: z.object({ name: z.string(), arguments: z.string().describe('JSON, as the model wrote it.') }),
    }),
    z.object({
      id: z.string(),
      type: z.literal('custom'),
      custom: z.object({ name: z.string(), input: z.string() }),
    }),
  ])
  .meta({ id: 'ToolCall', description: 'A call of a tool that the model asks for.' });

const message = z
  .object({
    role: z.literal('assistant'),
    content: z.string().nullable(),
    refusal: z.string().nullable(),
    reasoning_content: z.string().optional().describe('What the model thought aloud before it answered.'),
    reasoning_details: z.array(answerParts.reasoningDetail).optional(),
    tool_calls: z.array(toolCall).optional(),
    annotations: z.array(answerParts.annotation),
    audio: z
      .object({ id: z.string(), data: z.base64(), transcript: z.string(), expires_at: z.int() })
      .optional()
      .describe('A spoken answer.'),
  })
  .meta({ id: 'AssistantAnswer', description: 'An answer. It can be sent back as a message of the next request.' });

/** A whole answer (OpenAI API reference, "Chat completion object"). */
export const completionSchema = z
  .object({
    id: z.string().describe('Also what `/v1/generations/{id}` knows it by.'),
    object: z.literal('chat.completion'),
    created: z.int().describe('Unix seconds.'),
    model: z.string().describe('The id that was asked for; `x-beluga-model` says what answered.'),
    choices: z.array(
      z.object({
        index: z.int().min(0),
        message,
        logprobs: answerParts.logprobs,
        finish_reason: answerParts.finishReason,
      }),
    ),
    usage: usageSchema,
    service_tier: z.string().optional(),
    system_fingerprint: z.string().optional(),
  })
  .meta({ id: 'ChatCompletion', description: 'A whole answer.' });
