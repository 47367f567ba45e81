import { createHash } from 'node:crypto';
import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';

// `bapi_<public id>_<secret>`; the API page's own example is bapi_your_key_here.
const keyPattern = /^bapi_[A-Za-z0-9]+_[A-Za-z0-9_-]{8,}$/;
const longestKey = 512;

/**
 * The SHA-256 of the bearer token of an Authorization header. The secret itself goes nowhere else.
 * @throws {CompletionFailure} INVALID_API_KEY where there is none, or it cannot be a key of ours: no look-up for those.
 */
export function keyDigest(authorization: string | undefined): Buffer {
  if (!authorization) {
    throw invalidKey(
      'You didn’t provide an API key. Send it in an Authorization header using Bearer auth (Authorization: Bearer YOUR_KEY).',
    );
  }
  const token = authorization.length <= longestKey ? /^Bearer +(\S+) *$/i.exec(authorization)?.[1] : undefined;
  if (!token || !keyPattern.test(token)) throw invalidKey('Incorrect API key provided.');
  return createHash('sha256').update(token).digest();
}

/** The answer to a key that does not open anything. Never says which part is wrong, and never quotes it. */
export function invalidKey(message: string): CompletionFailure {
  return CompletionFailure.of(FailureCode.INVALID_API_KEY, message);
}
