import { configFromEnvironment, databaseConfigSchema } from '@belugapi/service-kit';
import { z } from 'zod';
import { bearerKeyPattern } from './bearer-key.js';

const authConfigSchema = databaseConfigSchema.extend({
  /** First key of organisation `default`; another value later is one more key. */
  BELUGA_API_KEY: z
    .string()
    .regex(
      bearerKeyPattern,
      'must be bapi_<public id>_<secret>: letters and digits, then at least 8 letters, digits, "-" or "_"',
    )
    .optional(),
});
export type AuthConfig = z.output<typeof authConfigSchema>;

/** Reads the auth service's settings; throws a ConfigError that never shows a value. */
export function authConfig(): AuthConfig {
  return configFromEnvironment(authConfigSchema);
}
