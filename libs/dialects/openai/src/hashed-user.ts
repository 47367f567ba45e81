import { createHash } from 'node:crypto';
import type { CompletionTask } from '@belugapi/provider-spec';

/** The request's `user` for a vendor: 64 hexadecimal digits, the same for the same user of the same organisation. */
export function hashedUser({ request, organizationId }: CompletionTask): string | undefined {
  if (request.user === undefined) return undefined;
  return createHash('sha256')
    .update(JSON.stringify([organizationId, request.user]))
    .digest('hex');
}
