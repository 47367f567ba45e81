import { type ContentPart, FailureCode, type FilePart, type Message } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { type InlineData, inlineDataOf } from './inline-data.js';

/** One part of a content (ai.google.dev/api/caching#Part). */
export type Part = Readonly<Record<string, unknown>>;

// ai.google.dev/gemini-api/docs/audio, "Supported audio formats".
const audioTypes: Readonly<Record<string, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mp3',
  aiff: 'audio/aiff',
  aac: 'audio/aac',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
};

// "%PDF-" in base64.
const pdfStart = 'JVBERi';

/**
 * A user's message as parts; empty texts are left out. `path` is the message's place in the request.
 * @throws {CompletionFailure} naming the part that cannot be sent.
 */
export function toUserParts({ content }: Message, path: string): Part[] {
  return content.flatMap((part, index) => toPart(part, `${path}.content[${index}]`));
}

function toPart({ part }: ContentPart, path: string): Part[] {
  switch (part?.$case) {
    case 'text':
      return textParts(part.value.text);
    case 'refusal':
      return textParts(part.value.refusal);
    case 'image':
      return [inlined(inlineDataOf(part.value.url), `${path}.image_url`, 'is not a picture in a data: URL')];
    case 'audio': {
      const mimeType = audioTypes[part.value.format.toLowerCase()];
      const sound = mimeType === undefined ? undefined : { mimeType, data: part.value.data };
      return [inlined(sound, `${path}.input_audio.format`, `is none of ${Object.keys(audioTypes).join(', ')}`)];
    }
    case 'file':
      return [toFilePart(part.value, `${path}.file`)];
    case undefined:
      return [];
  }
}

function toFilePart({ fileId, fileData }: FilePart, path: string): Part {
  if (fileId !== undefined) {
    const message = 'Unsupported parameter: files are taken as `file_data` only, not by id.';
    throw CompletionFailure.of(FailureCode.UNSUPPORTED_PARAMETER, message, { param: `${path}.file_id` });
  }
  const isPdf = fileData?.startsWith(pdfStart);
  const data = isPdf ? { mimeType: 'application/pdf', data: fileData ?? '' } : inlineDataOf(fileData ?? '');
  return inlined(data, `${path}.file_data`, 'is neither a data: URL nor a PDF in base64');
}

function inlined(inlineData: InlineData | undefined, param: string, complaint: string): Part {
  if (inlineData) return { inlineData };
  throw CompletionFailure.of(FailureCode.INVALID_VALUE, `Invalid value: '${param}' ${complaint}.`, { param });
}

function textParts(text: string): Part[] {
  return text === '' ? [] : [{ text }];
}
