import { randomBytes } from 'node:crypto';

export interface MultipartFile {
  /** The form field. */
  readonly field: string;
  readonly filename: string;
  /** Strict base64: the standard alphabet, padded, no white space. */
  readonly base64: string;
}

export interface MultipartForm {
  /** With the boundary. */
  readonly contentType: string;
  readonly body: Uint8Array;
}

/**
 * A multipart/form-data body (RFC 7578) of text fields and one file, which is decoded right into its place: recordings are
 * tens of megabytes. Undefined where the file is empty or no strict base64. `newBoundary` gives boundaries until one is
 * nowhere in the content.
 */
export function multipartForm(
  fields: readonly (readonly [name: string, value: string])[],
  { field, filename, base64 }: MultipartFile,
  newBoundary: () => string = randomBoundary,
): MultipartForm | undefined {
  const size = decodedSize(base64);
  if (size === undefined) return undefined;
  for (;;) {
    const boundary = newBoundary();
    const texts = fields.map(
      ([name, value]) =>
        `--${boundary}\r\ncontent-disposition: form-data; name="${quotable(name)}"\r\n\r\n${value}\r\n`,
    );
    const disposition = `form-data; name="${quotable(field)}"; filename="${quotable(filename)}"`;
    texts.push(
      `--${boundary}\r\ncontent-disposition: ${disposition}\r\ncontent-type: application/octet-stream\r\n\r\n`,
    );
    const head = Buffer.from(texts.join(''));
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    const body = Buffer.allocUnsafe(head.length + size + tail.length);
    head.copy(body);
    if (body.write(base64, head.length, size, 'base64') !== size) return undefined;
    tail.copy(body, head.length + size);
    const clashes =
      fields.flat().some((text) => text.includes(boundary)) ||
      filename.includes(boundary) ||
      body.subarray(head.length, head.length + size).includes(boundary);
    if (!clashes) return { contentType: `multipart/form-data; boundary=${boundary}`, body };
  }
}

function randomBoundary(): string {
  return `----beluga${randomBytes(16).toString('hex')}`;
}

// Node takes base64url and passes over foreign characters: those show in the number of bytes, these do not.
function decodedSize(base64: string): number | undefined {
  if (base64.length === 0 || base64.length % 4 !== 0 || base64.includes('-') || base64.includes('_')) return undefined;
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

// As browsers do (WHATWG HTML, "multipart/form-data encoding algorithm").
function quotable(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
