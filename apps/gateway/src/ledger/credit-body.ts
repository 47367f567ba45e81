import type { Credit } from '@belugapi/contracts';
import { dollars } from '../answer/usage-body.js';

/** An organisation's credit in dollars; `granted_usd` null: it has none, and spends without one. */
export function creditBody({ organizationId, grantedNanoUsd, spentNanoUsd, reservedNanoUsd }: Credit) {
  const spent = dollars(BigInt(spentNanoUsd));
  const left = grantedNanoUsd === undefined ? null : dollars(BigInt(grantedNanoUsd) - BigInt(spentNanoUsd));
  return {
    object: 'credit',
    organization: organizationId,
    granted_usd: grantedNanoUsd === undefined ? null : dollars(BigInt(grantedNanoUsd)),
    spent_usd: spent,
    reserved_usd: dollars(BigInt(reservedNanoUsd)),
    remaining_usd: left,
  };
}
