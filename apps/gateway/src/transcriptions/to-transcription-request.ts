import { type CompletionRequest, FailureCode, Role, type TranscriptionOptions } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { UploadedFile, UploadedForm } from '../http/read-form.js';
import { audioFormat, audioFormats, formatOfName } from './audio-format.js';
import type { TranscriptionBody } from './transcription-schema.js';

/** The one file of a form. Throws CompletionFailure where there is none, or it is not one that can be transcribed. */
export function recordingOf({ files, fields }: UploadedForm): UploadedFile {
  const stranger = files.find(({ field }) => field !== 'file');
  if (stranger) {
    const param = stranger.field.slice(0, 256);
    throw CompletionFailure.of(FailureCode.UNKNOWN_PARAMETER, `Unknown parameter: '${param}'.`, { param });
  }
  if ('file' in fields) throw wrongFile('must be a file: a part with a file name');
  const [file, ...more] = files;
  if (!file) {
    throw CompletionFailure.of(FailureCode.MISSING_PARAMETER, "Missing required parameter: 'file'.", { param: 'file' });
  }
  if (more.length > 0) throw wrongFile('must be one file');
  if (file.data.length === 0) throw wrongFile('the file is empty');
  return file;
}

/** A transcription as the message that every other part of the system works on: the recording, and the prompt beside it. */
export function toTranscriptionRequest(body: TranscriptionBody, file: UploadedFile): CompletionRequest {
  const format = audioFormat(file);
  if (!format) {
    const known = audioFormats.join(', ');
    throw wrongFile(`neither its name nor its content type tells one of the formats ${known}`);
  }
  const audio = { $case: 'audio' as const, value: { data: file.data.toString('base64'), format } };
  const prompt = { $case: 'text' as const, value: { text: body.prompt ?? '' } };
  const content = body.prompt === undefined ? [{ part: audio }] : [{ part: audio }, { part: prompt }];
  return {
    model: body.model,
    messages: [{ role: Role.USER, content, toolCalls: [], reasoningState: [] }],
    stream: body.stream ?? false,
    temperature: body.temperature,
    logprobs: body.include ? true : undefined,
    transcription: optionsOf(body, file),
    stop: [],
    tools: [],
    logitBias: {},
    metadata: {},
    modalities: [],
    prediction: [],
  };
}

function optionsOf(body: TranscriptionBody, { name }: UploadedFile): TranscriptionOptions {
  const strategy = body.chunking_strategy;
  return {
    language: body.language,
    chunkingStrategyJson: strategy === undefined ? undefined : JSON.stringify(strategy),
    // One that tells no format, or could not be quoted in a header, is of no use upstream.
    filename: formatOfName(name) && isPlain(name) ? name : undefined,
  };
}

function isPlain(name: string): boolean {
  return name.length <= 255 && !/[\p{Cc}"\\]/u.test(name);
}

function wrongFile(reason: string): CompletionFailure {
  return CompletionFailure.of(FailureCode.INVALID_VALUE, `Invalid value for 'file': ${reason}.`, { param: 'file' });
}
