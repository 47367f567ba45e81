import { configFromEnvironment, databaseConfigSchema } from '@belugapi/service-kit';
import { z } from 'zod';
import { bearerKeyPattern } from './bearer-key.js';

const keyForm = 'must be bapi_<public id>_<secret>: letters and digits, then at least 8 letters, digits, "-" or "_"';

export const authConfigSchema = databaseConfigSchema.extend({
  BELUGA_API_KEY: z.string().regex(bearerKeyPattern, keyForm).optional().meta({
    description: 'first key of organisation "default": `bapi_<id>_<secret>`; another value later is one more key',
    mustBe: keyForm,
    secret: true,
  }),
});
export type AuthConfig = z.output<typeof authConfigSchema>;

/** Reads the auth service's settings; throws a ConfigError that never shows a value. */
export function authConfig(): AuthConfig {
  return configFromEnvironment(authConfigSchema);
}
