import { z } from 'zod';

/** What a key can be allowed to do. */
export const scopeNames = ['completions', 'admin'] as const;

const moment = z.int().nullable();
const dollars = z.number().nullable();

export const limitsAnswerSchema = z
  .object({
    requests_per_minute: z.int().nullable(),
    tokens_per_minute: z.int().nullable(),
    concurrent_requests: z.int().nullable(),
    money: z.object({ total_usd: dollars, daily_usd: dollars, monthly_usd: dollars }),
  })
  .meta({ id: 'Limits', description: 'Limits; null where there is none.' });

const keyFields = {
  object: z.literal('key'),
  id: z.string(),
  name: z.string(),
  public_id: z.string().describe('The part of the secret that logs may show.'),
  organization: z.string(),
  scopes: z.array(z.enum(scopeNames)),
  models: z.array(z.string()).describe('Empty: all.'),
  limits: limitsAnswerSchema,
  created_at: moment,
  expires_at: moment,
  revoked_at: moment,
  last_used_at: moment,
  former_secret_until: moment.describe('Until when the secret from before the last rotation works.'),
};

/** A key without its secret. */
export const keySchema = z.object(keyFields).meta({ id: 'Key', description: 'A key. Times are Unix seconds.' });

/** A key with the secret that is shown once. */
export const issuedKeySchema = z
  .object({ ...keyFields, key: z.string().describe('The secret: shown here and never again.') })
  .meta({ id: 'IssuedKey', description: 'A key and its secret.' });

export const organizationSchema = z
  .object({
    object: z.literal('organization'),
    id: z.string(),
    name: z.string(),
    limits: limitsAnswerSchema,
    created_at: moment,
  })
  .meta({ id: 'Organization' });

/** A page of a list; `cursor` is what its rows' ids are. */
export function pageOf<Row extends z.ZodType, Cursor extends z.ZodType>(row: Row, cursor: Cursor, id: string) {
  return z
    .object({
      object: z.literal('list'),
      data: z.array(row),
      first_id: cursor.nullable(),
      last_id: cursor.nullable().describe('Send it as `after` for the next page.'),
      has_more: z.boolean(),
    })
    .meta({ id });
}

export const keyListSchema = pageOf(keySchema, z.string(), 'KeyList');
export const organizationListSchema = pageOf(organizationSchema, z.string(), 'OrganizationList');
