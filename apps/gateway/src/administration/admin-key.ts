import { createHash, timingSafeEqual } from 'node:crypto';

const longestCredential = 1_024;

/** The operator's admin key, of which only a digest is kept. It is no API key, so it opens nothing but the admin API. */
export class AdminKey {
  private readonly digest: Buffer | undefined;

  /** `key` undefined: nobody has one, and only API keys with the scope `admin` administer. */
  constructor(key: string | undefined) {
    this.digest = key === undefined ? undefined : digestOf(key);
  }

  /** Whether an Authorization header carries it. Digests are compared, so that the time it takes shows nothing of the key. */
  isIn(authorization: string | undefined): boolean {
    if (!this.digest || !authorization || authorization.length > longestCredential) return false;
    const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    return token !== undefined && timingSafeEqual(digestOf(token), this.digest);
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
