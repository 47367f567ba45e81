import { Limits, type Principal } from '@belugapi/contracts';

/** Who a key with limits speaks for. */
export const limitedPrincipal = (
  keyLimits?: Partial<Limits>,
  organizationLimits?: Partial<Limits>,
  version = 1,
): Principal => ({
  keyId: 'key_1',
  publicId: 'pub',
  organizationId: 'org',
  name: 'specimen',
  scopes: ['completions'],
  allowedModels: [],
  keyLimits: keyLimits && Limits.create(keyLimits),
  organizationLimits: organizationLimits && Limits.create(organizationLimits),
  version,
});
