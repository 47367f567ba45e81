import { z } from 'zod';
import { boundedJsonObject } from './bounded-json.js';

const functionName = z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/, {
  error: 'must be 1 to 128 letters, digits, underscores, dots or dashes',
});

const functionTool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: functionName,
    description: z.string().nullish(),
    parameters: boundedJsonObject.nullish(),
    strict: z.boolean().nullish(),
  }),
});
const customTool = z.strictObject({
  type: z.literal('custom'),
  custom: z.strictObject({
    name: functionName,
    description: z.string().nullish(),
    format: boundedJsonObject.nullish(),
  }),
});

/** A tool that the model may call. */
export const toolSchema = z.discriminatedUnion('type', [functionTool, customTool]).meta({ id: 'Tool' });
export type ToolBody = z.output<typeof toolSchema>;

const namedFunction = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({ name: functionName }),
});

/** Which tool to call: a word, one named tool, or a set to choose from. */
export const toolChoiceSchema = z
  .union([
    z.enum(['auto', 'none', 'required']),
    z.discriminatedUnion('type', [
      namedFunction,
      z.strictObject({ type: z.literal('custom'), custom: z.strictObject({ name: functionName }) }),
      z.strictObject({
        type: z.literal('allowed_tools'),
        allowed_tools: z.strictObject({
          mode: z.enum(['auto', 'required']),
          tools: z.array(namedFunction).min(1).max(1_000),
        }),
      }),
    ]),
  ])
  .meta({ id: 'ToolChoice' });
export type ToolChoiceBody = z.output<typeof toolChoiceSchema>;

/** How the answer is shaped. */
export const responseFormatSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('text') }),
    z.strictObject({ type: z.literal('json_object') }),
    z.strictObject({
      type: z.literal('json_schema'),
      json_schema: z.strictObject({
        name: z
          .string()
          .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'must be 1 to 64 letters, digits, underscores or dashes' }),
        description: z.string().nullish(),
        schema: boundedJsonObject.nullish(),
        strict: z.boolean().nullish(),
      }),
    }),
  ])
  .meta({ id: 'ResponseFormat' });
export type ResponseFormatBody = z.output<typeof responseFormatSchema>;
