import { ImageRefusal } from './image-refusal.js';

// Media types are at most 255 characters (RFC 6838); parameters are not expected to add much.
const longestHeader = 512;

/**
 * The base64 of a data: URL (RFC 2397), padded. Strict: characters that are none of its alphabet are refused, as vendors do,
 * but padding may be missing. Throws an ImageRefusal.
 */
export function dataUrlContent(url: string): string {
  const header = url.slice(0, longestHeader);
  const comma = header.indexOf(',');
  const [, ...parameters] = header.slice(0, Math.max(comma, 0)).toLowerCase().split(';');
  if (comma < 0 || parameters.at(-1)?.trim() !== 'base64') {
    throw new ImageRefusal('The image’s data URL must read `data:<media type>;base64,<data>`.');
  }
  const data = url.slice(comma + 1).replace(/={1,2}$/, '');
  if (data === '') throw new ImageRefusal('The image’s data URL holds no data.');
  const rest = data.length % 4;
  if (rest === 1 || /[^A-Za-z0-9+/]/.test(data)) throw new ImageRefusal('The image’s data URL is not valid base64.');
  return data + '='.repeat((4 - rest) % 4);
}
