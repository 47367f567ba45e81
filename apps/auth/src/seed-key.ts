import { ConfigError, type Logger } from '@belugapi/service-kit';
import { readBearerKey } from './bearer-key.js';
import type { KeyStore } from './key-store.js';

/**
 * Makes the operator's key one of organisation `default`. Keys of earlier starts stay.
 * @throws {ConfigError} when another key has its public id already.
 */
export async function seedKey(keys: KeyStore, token: string, logger: Logger): Promise<void> {
  const key = readBearerKey(token);
  if (!key || !(await keys.addMissing(key, { organizationId: 'default', name: 'default' }))) {
    throw new ConfigError(
      'BELUGA_API_KEY: another key has this public id (the part between the underscores) already; choose a different one',
    );
  }
  logger.debug({ publicId: key.publicId }, 'first key is in place');
}
