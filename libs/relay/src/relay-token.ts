import { createHash, timingSafeEqual } from 'node:crypto';
import { Metadata } from '@grpc/grpc-js';

const header = 'authorization';

/** Metadata that carries the relay token which all services of one installation share. */
export function relayMetadata(token: string): Metadata {
  const metadata = new Metadata();
  metadata.set(header, `Bearer ${token}`);
  return metadata;
}

/** Whether a call carries the token; takes the same time for every wrong one. */
export function hasRelayToken(metadata: Metadata, token: string): boolean {
  const given = String(metadata.get(header)[0] ?? '');
  return timingSafeEqual(sha256(given), sha256(`Bearer ${token}`));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
