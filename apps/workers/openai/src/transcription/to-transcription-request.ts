import {
  type CompletionRequest,
  type ContentPart,
  FailureCode,
  type Message,
  Role,
  type TranscriptionOptions,
} from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { extraBodyOf } from '@belugapi/model-catalog';
import type { CompletionTask, UpstreamRequest } from '@belugapi/provider-spec';
import { multipartForm } from './multipart-form.js';

type Field = readonly [name: string, value: string];

/**
 * Our request as an upload (platform.openai.com/docs/api-reference/audio/createTranscription): the one recording of the last
 * user message, with the texts of that message, and of system messages, as the prompt.
 * @throws {CompletionFailure} INVALID_VALUE on `messages` where there is not exactly one recording, or where it is no base64.
 */
export function toTranscriptionRequest({ request, route, row }: CompletionTask): UpstreamRequest {
  const stream = request.stream && row?.streaming !== 'emulated';
  const { recording, path, prompt } = recordingOf(request);
  const fields: Field[] = [
    ...toFields('', extraBodyOf(row)),
    ['model', route.upstreamModel],
    ['response_format', 'json'],
    ...(prompt === '' ? [] : [['prompt', prompt] as const]),
    ...toFields('temperature', request.temperature),
    ...optionFields(request.transcription),
    ...(stream ? [['stream', 'true'] as const] : []),
    ...(request.logprobs ? [['include[]', 'logprobs'] as const] : []),
  ];
  const filename = request.transcription?.filename || `audio.${recording.format}`;
  const form = multipartForm(fields, { field: 'file', filename, base64: recording.data });
  if (!form) throw invalid('The audio is not base64 data.', `${path}.input_audio.data`);
  return {
    path: '/audio/transcriptions',
    headers: { 'content-type': form.contentType },
    body: form.body,
    stream,
  };
}

function recordingOf({ messages }: CompletionRequest) {
  const position = messages.findLastIndex(({ role }) => role === Role.USER);
  const parts = messages[position]?.content ?? [];
  const recordings = parts.flatMap(({ part }, index) => (part?.$case === 'audio' ? [{ part, index }] : []));
  const [only] = recordings;
  if (!only || recordings.length > 1) {
    throw invalid(
      'This model writes down what it hears: the last user message must hold exactly one input_audio part.',
      'messages',
    );
  }
  const instructions = messages.filter(({ role }) => role === Role.SYSTEM || role === Role.DEVELOPER);
  return {
    recording: only.part.value,
    path: `messages[${position}].content[${only.index}]`,
    prompt: [...instructions.flatMap(textsOf), ...parts.flatMap(textOf)].join('\n'),
  };
}

function textsOf({ content }: Message): string[] {
  return content.flatMap(textOf);
}

function textOf({ part }: ContentPart): string[] {
  return part?.$case === 'text' && part.value.text !== '' ? [part.value.text] : [];
}

function optionFields(options: TranscriptionOptions | undefined): Field[] {
  const { language, chunkingStrategyJson } = options ?? {};
  return [
    ...toFields('language', language),
    ...(chunkingStrategyJson ? toFields('chunking_strategy', JSON.parse(chunkingStrategyJson)) : []),
  ];
}

/** A value as form fields the way OpenAI's own clients write them: `name[inner]` for what is inside an object. */
function toFields(name: string, value: unknown): Field[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => toFields(`${name}[]`, item));
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([key, inner]) => toFields(name === '' ? key : `${name}[${key}]`, inner));
  }
  return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
}

function invalid(message: string, param: string): CompletionFailure {
  return CompletionFailure.of(FailureCode.INVALID_VALUE, message, { param });
}
