import { z } from 'zod';

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const words: Readonly<Record<string, unknown>> = { true: true, false: false };

// A form knows texts only.
const toNumber = (value: unknown) => (typeof value === 'string' && decimal.test(value) ? Number(value) : value);
const toBoolean = (value: unknown) => (typeof value === 'string' ? (words[value.toLowerCase()] ?? value) : value);
const toList = (value: unknown) => (typeof value === 'string' ? [value] : value);

function toObject(value: unknown): unknown {
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

const milliseconds = z.preprocess(toNumber, z.int().min(0).max(60_000).optional());

const voiceActivity = z.strictObject({
  type: z.literal('server_vad'),
  prefix_padding_ms: milliseconds,
  silence_duration_ms: milliseconds,
  threshold: z.preprocess(toNumber, z.number().min(0).max(1).optional()),
});

/** Formats of OpenAI's whole family of transcription models. */
const responseFormats = ['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json'] as const;

/** Fields of other transcription models of OpenAI's: refused by name, not as unknown. */
export const foreignFields = [
  'timestamp_granularities',
  'known_speaker_names',
  'known_speaker_references',
  'keywords',
  'languages',
] as const;
const foreign = z.unknown().optional();

/** The text fields of POST /v1/audio/transcriptions (OpenAI API reference, "Create transcription"), strict. */
export const transcriptionSchema = z
  .strictObject({
    model: z.string().min(1).max(256),
    language: z
      .string()
      .regex(/^[a-z]{2}$/, { error: 'must be a language in ISO-639-1, as in en' })
      .optional(),
    prompt: z.string().optional(),
    response_format: z.enum(responseFormats).optional(),
    temperature: z.preprocess(toNumber, z.number().min(0).max(1).optional()),
    stream: z.preprocess(toBoolean, z.boolean().optional()),
    include: z.preprocess(
      toList,
      z
        .array(z.enum(['logprobs']))
        .max(1)
        .optional(),
    ),
    chunking_strategy: z.preprocess(toObject, z.union([z.literal('auto'), voiceActivity]).optional()),
    timestamp_granularities: foreign,
    known_speaker_names: foreign,
    known_speaker_references: foreign,
    keywords: foreign,
    languages: foreign,
  })
  .superRefine(({ response_format: format, stream, include }, context) => {
    if (format !== 'text') return;
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (stream) refuse('response_format', 'a stream cannot be text');
    if (include) refuse('include', 'only a response_format of json shows log probabilities');
  });
export type TranscriptionBody = z.output<typeof transcriptionSchema>;
