import { z } from 'zod';
import { limitsSchema } from './limits-schema.js';

const name = z.string().trim().min(1).max(200);
const models = z.array(z.string().min(1).max(256)).max(1_000);
const latest = Date.UTC(9999, 0) / 1_000;
const moment = z
  .union([z.int().min(0).max(latest), z.iso.datetime({ offset: true })], {
    error: 'must be Unix seconds or an ISO 8601 time, as in 2027-01-31T00:00:00Z',
  })
  .transform((value) => (typeof value === 'number' ? value * 1_000 : Date.parse(value)));
const organizationId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  error: 'must be letters, digits and . _ -, 64 characters at most',
});

export const createKeySchema = z.strictObject({
  name,
  organization: organizationId.nullish(),
  scopes: z
    .array(z.enum(['completions', 'admin']))
    .min(1)
    .max(2)
    .nullish(),
  models: models.nullish(),
  expires_at: moment.nullish(),
  limits: limitsSchema.nullish(),
});

export const updateKeySchema = z.strictObject({
  name: name.optional(),
  /** Null or empty: every model. */
  models: models.nullish(),
  expires_at: moment.nullish(),
  limits: limitsSchema.nullish(),
});

const longestOverlapSeconds = 30 * 24 * 3_600;

export const rotateKeySchema = z.strictObject({
  /** How long the former secret goes on working. */
  overlap_seconds: z.number().min(0).max(longestOverlapSeconds).nullish(),
});

export const createOrganizationSchema = z.strictObject({
  id: organizationId,
  name: name.nullish(),
  limits: limitsSchema.nullish(),
});

export const updateOrganizationSchema = z.strictObject({ name: name.optional(), limits: limitsSchema.nullish() });

/** The page that a list's query asks for. */
export const pageSchema = z.strictObject({
  after: z.string().max(128).default(''),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  organization: z.string().max(64).default(''),
});
