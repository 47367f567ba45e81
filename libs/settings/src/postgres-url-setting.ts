import { z } from 'zod';

const mustBe = 'must be a URL postgresql://user:password@host:port/database';
const user = String.raw`(?:[^\s/?#]*@)?`;
const host = String.raw`(?:\[[\da-fA-F:.]+\]|[^\s/?#:@[\]]+)`;
const port = String.raw`(?::(?:6553[0-5]|655[0-2]\d|65[0-4]\d\d|6[0-4]\d{3}|[1-5]?\d{1,4}))?`;
// Without a host before the path it is a Unix socket's, which URL would refuse where a user is named.
const form = new RegExp(String.raw`^postgres(?:ql)?://${user}(?:${host}${port}(?:[/?]\S*)?|/\S*)$`);

/** Where a PostgreSQL server is, as its driver reads it; a secret, for it may have a password in it. */
export const postgresUrlSetting = (meta: { readonly description: string; readonly defaultIs?: string }) =>
  z
    .string()
    .regex(form, mustBe)
    .meta({ ...meta, mustBe, secret: true });
