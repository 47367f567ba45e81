import type { Started } from '@belugapi/contracts';

export interface ServedFields {
  readonly service_tier?: string;
  readonly system_fingerprint?: string;
}

/** What a vendor tells of how it serves an answer, in OpenAI's words; nothing where it tells nothing. */
export function servedFields(started: Started | undefined): ServedFields {
  const { serviceTier, systemFingerprint } = started ?? {};
  return {
    ...(serviceTier !== undefined && { service_tier: serviceTier }),
    ...(systemFingerprint !== undefined && { system_fingerprint: systemFingerprint }),
  };
}
