import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyRequest } from 'fastify';
import { bodyLimitBytes } from '../gateway-config.js';
import { formFields } from './form-fields.js';

export interface UploadedFile {
  readonly field: string;
  readonly name: string;
  readonly contentType: string;
  readonly data: Buffer;
}

export interface UploadedForm {
  /** Text fields by name; a list where a name came with brackets or more than once, an object where brackets named members. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly files: readonly UploadedFile[];
}

// As for JSON bodies: who is cut off in the middle never sees the answer, so the rest is read and forgotten, to here.
const drainLimitBytes = 4 * bodyLimitBytes;

/**
 * Reads a multipart body to its end, holding no more of it than its limits allow.
 * @throws {CompletionFailure} for one that is too large or cannot be read.
 */
export async function readForm(request: FastifyRequest): Promise<UploadedForm> {
  const { raw } = request;
  let bytes = 0;
  raw.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > drainLimitBytes) raw.destroy();
  });
  const entries: [string, unknown][] = [];
  const files: UploadedFile[] = [];
  let tooLarge: CompletionFailure | undefined;
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        if (part.valueTruncated) tooLarge ??= largeField(part.fieldname);
        entries.push([part.fieldname, part.value]);
        continue;
      }
      const { fieldname: field, filename: name, mimetype: contentType, file } = part;
      const chunks: Buffer[] = [];
      for await (const chunk of file) {
        if (bytes <= bodyLimitBytes) chunks.push(chunk as Buffer);
      }
      if (file.truncated) tooLarge ??= largeFile(field);
      files.push({ field, name, contentType, data: Buffer.concat(chunks) });
    }
  } catch (error) {
    raw.unpipe();
    raw.resume();
    throw unreadable(error);
  }
  if (bytes > bodyLimitBytes) tooLarge ??= largeBody();
  if (tooLarge) throw tooLarge;
  return { fields: formFields(entries), files };
}

function largeField(param: string): CompletionFailure {
  return CompletionFailure.of(FailureCode.INVALID_VALUE, `Invalid value for '${param}': is longer than 256 KiB.`, {
    param,
  });
}

function largeFile(param: string): CompletionFailure {
  return CompletionFailure.of(FailureCode.REQUEST_TOO_LARGE, 'The file is larger than 25 MiB.', { param });
}

function largeBody(): CompletionFailure {
  return CompletionFailure.of(FailureCode.REQUEST_TOO_LARGE, 'The request body is larger than 32 MiB.');
}

// The parser's own words may quote the body.
function unreadable(error: unknown): CompletionFailure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const limit = code === 'FST_PARTS_LIMIT' || code === 'FST_FILES_LIMIT' || code === 'FST_FIELDS_LIMIT';
  const message = limit ? 'The form has too many parts.' : 'The request body is not valid multipart/form-data.';
  return new CompletionFailure({ code: FailureCode.INVALID_VALUE, message }, { cause: error });
}
