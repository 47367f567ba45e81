import { type ContentPart, FailureCode, type FilePart } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';

/** A content block as the vendor takes it. */
export type ContentBlock = Readonly<Record<string, unknown>> & { readonly type: string };

/**
 * One content part as a block; undefined for text without a visible character, which the vendor refuses.
 * @throws {CompletionFailure} naming `param`, for what has no counterpart: sound, uploaded files, data that cannot be read.
 */
export function toContentBlock({ part }: ContentPart, param: string): ContentBlock | undefined {
  switch (part?.$case) {
    case 'text':
      return toTextBlock(part.value.text);
    case 'refusal':
      return toTextBlock(part.value.refusal);
    case 'image':
      return { type: 'image', source: toImageSource(part.value.url, `${param}.image_url.url`) };
    case 'file':
      return toDocument(part.value, `${param}.file`);
    case 'audio':
      throw CompletionFailure.of(FailureCode.UNSUPPORTED_PARAMETER, 'The model does not take sound.', { param });
    case undefined:
      return undefined;
  }
}

/** A text block; undefined where it has no visible character. */
export function toTextBlock(text: string): ContentBlock | undefined {
  return text.trim() === '' ? undefined : { type: 'text', text };
}

function toImageSource(url: string, param: string): object {
  if (!isDataUrl(url)) return { type: 'url', url };
  const { mediaType, data } = readDataUrl(url, param);
  return { type: 'base64', media_type: mediaType === 'image/jpg' ? 'image/jpeg' : mediaType, data };
}

const pdf = 'application/pdf';

function toDocument({ fileId, fileData, filename }: FilePart, param: string): ContentBlock {
  if (fileData === undefined) {
    const [message, field] =
      fileId === undefined
        ? ['A file needs its content in file_data.', 'file_data']
        : ['Uploaded files cannot be named here: send the content in file_data.', 'file_id'];
    throw CompletionFailure.of(FailureCode.INVALID_VALUE, message, { param: `${param}.${field}` });
  }
  return { type: 'document', source: toDocumentSource(fileData, `${param}.file_data`), ...titled(filename) };
}

function toDocumentSource(fileData: string, param: string): object {
  if (!isDataUrl(fileData)) return { type: 'base64', media_type: pdf, data: fileData };
  const { mediaType, data } = readDataUrl(fileData, param);
  if (mediaType === pdf) return { type: 'base64', media_type: pdf, data };
  if (mediaType === 'text/plain')
    return { type: 'text', media_type: mediaType, data: Buffer.from(data, 'base64').toString() };
  throw CompletionFailure.of(FailureCode.INVALID_VALUE, 'Files must be of type application/pdf or text/plain.', {
    param,
  });
}

function titled(filename: string | undefined): object {
  return filename === undefined || filename.trim() === '' ? {} : { title: filename };
}

const scheme = /^data:/i;

function isDataUrl(url: string): boolean {
  return scheme.test(url);
}

// RFC 2397, in base64: `data:image/png;charset=x;base64,…`. Sliced, since what follows the comma may be megabytes.
function readDataUrl(url: string, param: string): { readonly mediaType: string; readonly data: string } {
  const comma = url.indexOf(',');
  const [mediaType = '', ...rest] = url.slice('data:'.length, Math.max(comma, 0)).toLowerCase().split(';');
  if (comma < 0 || mediaType === '' || rest.at(-1)?.trim() !== 'base64') {
    const message = 'A data: URL needs a media type and base64 content, as in data:image/png;base64,….';
    throw CompletionFailure.of(FailureCode.INVALID_VALUE, message, { param });
  }
  return { mediaType: mediaType.trim(), data: url.slice(comma + 1) };
}
