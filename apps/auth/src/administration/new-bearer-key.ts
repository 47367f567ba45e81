import { randomBytes } from 'node:crypto';
import { readBearerKey, type BearerKey } from '../bearer-key.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const publicIdLength = 16;
// 43 characters of 62 are 256 bits.
const secretLength = 43;

/** A fresh key and what is kept of it. A rotated key keeps its public id. */
export function newBearerKey(publicId = randomText(publicIdLength)): BearerKey & { readonly token: string } {
  const token = `bapi_${publicId}_${randomText(secretLength)}`;
  const key = readBearerKey(token);
  if (!key) throw new Error('a key that was just made cannot be read');
  return { ...key, token };
}

// Bytes over the largest multiple of 62 are thrown away, so that every character is as likely as another.
function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}
