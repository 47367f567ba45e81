import { timingSafeEqual } from 'node:crypto';
import { KeyRejection, type VerifyKeyResponse } from '@belugapi/contracts';
import type { Counter } from 'prom-client';
import type { KeyStore, StoredKey } from './key-store.js';
import { toPrincipal } from './to-principal.js';

const digestBytes = 32;
const useNotedForMs = 60_000;

type Rejection = 'unknown' | 'revoked' | 'expired';
const rejections: Readonly<Record<Rejection, KeyRejection>> = {
  unknown: KeyRejection.UNKNOWN,
  revoked: KeyRejection.REVOKED,
  expired: KeyRejection.EXPIRED,
};

/** Says who a key speaks for. */
export class KeyVerifier {
  constructor(
    private readonly keys: Pick<KeyStore, 'findByDigest' | 'noteUse'>,
    private readonly verifications: Counter<'result'>,
  ) {}

  /** Rejects where the database gives no answer: that is no verdict on the key. */
  async verify(digest: Uint8Array): Promise<VerifyKeyResponse> {
    let stored: StoredKey | undefined;
    try {
      stored = digest.length === digestBytes ? await this.keys.findByDigest(digest) : undefined;
    } catch (error) {
      this.verifications.inc({ result: 'error' });
      throw error;
    }
    const rejection = judge(stored, digest, Date.now());
    this.verifications.inc({ result: rejection ?? 'accepted' });
    if (rejection) return { result: { $case: 'rejected', value: rejections[rejection] } };
    if (stored) this.noteUse(stored);
    return { result: stored && { $case: 'principal', value: toPrincipal(stored) } };
  }

  // Nobody waits for it, and a database that is just going down has other troubles.
  private noteUse({ key }: StoredKey): void {
    if (key.lastUsedAt && Date.now() - key.lastUsedAt.getTime() < useNotedForMs) return;
    this.keys.noteUse(key.id).catch(() => undefined);
  }
}

function judge(stored: StoredKey | undefined, digest: Uint8Array, now: number): Rejection | undefined {
  const known = stored && (stored.former ? stored.key.formerDigest : stored.key.keyDigest);
  if (!stored || !known || !timingSafeEqual(known, digest)) return 'unknown';
  const { revokedAt, expiresAt, formerUntil } = stored.key;
  if (stored.former && (!formerUntil || formerUntil.getTime() <= now)) return 'revoked';
  if (revokedAt && revokedAt.getTime() <= now) return 'revoked';
  if (expiresAt && expiresAt.getTime() <= now) return 'expired';
  return undefined;
}
