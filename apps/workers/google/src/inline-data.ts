/** Bytes inside the request, as base64. */
export interface InlineData {
  readonly mimeType: string;
  readonly data: string;
}

/** A `data:` URL (RFC 2397) as Google takes bytes; undefined for anything else and for one without a media type. */
export function inlineDataOf(url: string): InlineData | undefined {
  const comma = url.indexOf(',');
  if (comma < 0 || url.slice(0, 5).toLowerCase() !== 'data:') return undefined;
  const [mimeType, ...parameters] = url.slice(5, comma).toLowerCase().split(';');
  if (!mimeType?.includes('/')) return undefined;
  const data = url.slice(comma + 1);
  if (parameters.at(-1) === 'base64') return { mimeType, data };
  try {
    return { mimeType, data: Buffer.from(decodeURIComponent(data)).toString('base64') };
  } catch {
    return undefined;
  }
}
