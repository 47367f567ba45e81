import { z } from 'zod';

const mustBe = 'must be a URL postgresql://user:password@host:port/database';

/** Where a PostgreSQL server is; a secret, for it may have a password in it. */
export const postgresUrlSetting = (meta: { readonly description: string; readonly defaultIs?: string }) =>
  z
    .url(mustBe)
    .regex(/^postgres(?:ql)?:\/\/\S+$/, mustBe)
    .meta({ ...meta, mustBe, secret: true });
