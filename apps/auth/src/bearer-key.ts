import { createHash } from 'node:crypto';

/** The form of a key: `bapi_<public id>_<secret>`. */
export const bearerKeyPattern = /^bapi_([A-Za-z0-9]{1,64})_[A-Za-z0-9_-]{8,256}$/;

/** What is kept of a key. */
export interface BearerKey {
  /** The part that logs and metrics may show. */
  readonly publicId: string;
  /** SHA-256 of the whole bearer token, 32 bytes. */
  readonly digest: Buffer;
}

/** Undefined where `token` does not have the form of a key. */
export function readBearerKey(token: string): BearerKey | undefined {
  const publicId = bearerKeyPattern.exec(token)?.[1];
  if (publicId === undefined) return undefined;
  return { publicId, digest: createHash('sha256').update(token).digest() };
}
