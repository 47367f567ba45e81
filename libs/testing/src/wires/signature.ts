import { createHash } from 'node:crypto';

/**
 * A stand-in for the signatures that vendors put on reasoning: it holds for this content alone, so that what comes back
 * in a later request can be checked without remembering anything.
 */
export function signatureOf(...content: readonly string[]): string {
  return `emulated${createHash('sha256').update(JSON.stringify(content)).digest('base64')}`;
}
