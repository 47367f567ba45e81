import { z } from 'zod';
import { reasoningDetailsSchema } from './reasoning-details-schema.js';

const text = z.strictObject({ type: z.literal('text'), text: z.string() });
const refusal = z.strictObject({ type: z.literal('refusal'), refusal: z.string() });
const image = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({
    url: z.string().regex(/^(https?:\/\/|data:image\/)/i, { error: 'must be an http(s) URL or a data:image/… URL' }),
    detail: z.enum(['auto', 'low', 'high', 'original']).nullish(),
  }),
});
const audio = z.strictObject({
  type: z.literal('input_audio'),
  input_audio: z.strictObject({
    data: z.base64({ error: 'must be base64' }).min(1),
    // It becomes the ending of a file name at some vendors.
    format: z.string().regex(/^[A-Za-z0-9_-]{1,16}$/, { error: 'must be 1 to 16 letters or digits, as in wav' }),
  }),
});
const file = z.strictObject({
  type: z.literal('file'),
  file: z.strictObject({
    file_id: z.string().nullish(),
    file_data: z.string().nullish(),
    filename: z.string().max(1_000).nullish(),
  }),
});

type Parts = readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]];

const parts = <Options extends Parts>(...options: Options) =>
  z.union([z.string(), z.array(z.discriminatedUnion('type', options)).min(1).max(2_000)]);

const name = z.string().max(256).nullish();

const functionCall = z.strictObject({
  id: z.string().min(1).max(4_096),
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().min(1).max(256),
    arguments: z.string(),
    // The SDKs' streaming helpers put it there.
    parsed_arguments: z.unknown().optional(),
  }),
});
const customCall = z.strictObject({
  id: z.string().min(1).max(4_096),
  type: z.literal('custom'),
  custom: z.strictObject({ name: z.string().min(1).max(256), input: z.string() }),
});

const system = z.strictObject({ role: z.literal('system'), content: parts(text), name }).meta({ id: 'SystemMessage' });
const developer = z
  .strictObject({ role: z.literal('developer'), content: parts(text), name })
  .meta({ id: 'DeveloperMessage' });
const user = z
  .strictObject({ role: z.literal('user'), content: parts(text, image, audio, file), name })
  .meta({ id: 'UserMessage' });
const tool = z
  .strictObject({
    role: z.literal('tool'),
    content: parts(text),
    tool_call_id: z.string().min(1).max(4_096),
    name,
  })
  .meta({ id: 'ToolMessage' });
interface AssistantParts {
  readonly content?: unknown;
  readonly tool_calls?: unknown;
  readonly refusal?: unknown;
  readonly audio?: unknown;
  readonly reasoning_content?: unknown;
  readonly reasoning_details?: unknown;
}

function isSomething(message: AssistantParts): boolean {
  const { content, tool_calls: calls, refusal: refused, audio: spoken } = message;
  const thought = message.reasoning_content ?? message.reasoning_details;
  return (content ?? calls ?? refused ?? spoken ?? thought ?? null) !== null;
}

// Callers send back what they got, so everything that an answer of ours may hold is taken here.
const assistant = z
  .strictObject({
    role: z.literal('assistant'),
    content: parts(text, refusal).nullish(),
    refusal: z.string().nullish(),
    name,
    tool_calls: z
      .array(z.discriminatedUnion('type', [functionCall, customCall]))
      .min(1)
      .max(1_000)
      .nullish(),
    reasoning_content: z.string().nullish(),
    reasoning_details: reasoningDetailsSchema.nullish(),
    annotations: z.array(z.unknown()).max(10_000).nullish(),
    audio: z.looseObject({ id: z.string() }).nullish(),
    parsed: z.unknown().optional(),
    function_call: z.null({ error: 'is no longer served: send tool_calls' }).optional(),
  })
  .refine(isSomething, {
    error: 'an assistant message needs content, tool_calls or refusal',
    path: ['content'],
  })
  .meta({ id: 'AssistantMessage', description: 'An answer given back: it needs content, tool_calls or refusal.' });

/** One message of a chat completion request (OpenAI API reference, "Create chat completion"). */
export const messageSchema = z
  .discriminatedUnion('role', [system, developer, user, assistant, tool])
  .meta({ id: 'Message' });
export type MessageBody = z.output<typeof messageSchema>;
