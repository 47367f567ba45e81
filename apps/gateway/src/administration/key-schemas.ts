import { z } from 'zod';
import { queryIntegerOr } from '../request/query-integer.js';
import { storedText } from '../request/stored-text.js';
import { scopeNames } from './administration-answers.js';
import { limitsSchema } from './limits-schema.js';

const name = storedText(1, 200)
  .refine((text) => text.trim() !== '', { error: 'must not be blank' })
  .transform((text) => text.trim());
const models = z.array(storedText(1, 256)).max(1_000);
const latest = Date.UTC(9999, 0) / 1_000;
const moment = z
  .union(
    [
      z.int().min(0).max(latest),
      z.iso.datetime({ offset: true }).refine(isPlausible, { error: 'must be a time from 1970 to 9998' }),
    ],
    {
      error: 'must be Unix seconds or an ISO 8601 time, as in 2027-01-31T00:00:00Z',
    },
  )
  .transform((value) => (typeof value === 'number' ? value * 1_000 : Date.parse(value)));

// Programs that keep seconds in a whole number know no time before.
function isPlausible(time: string): boolean {
  const seconds = Date.parse(time) / 1_000;
  return seconds >= 0 && seconds <= latest;
}

export const organizationIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  error: 'must be letters, digits and . _ -, 64 characters at most',
});

export const createKeySchema = z.strictObject({
  name,
  organization: organizationIdSchema.nullish(),
  scopes: z.array(z.enum(scopeNames)).min(1).max(scopeNames.length).nullish(),
  models: models.nullish(),
  expires_at: moment.refine((time) => time > Date.now(), { error: 'must lie in the future' }).nullish(),
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
  overlap_seconds: z
    .number()
    .min(0)
    .max(longestOverlapSeconds)
    .nullish()
    .describe(
      'How long the former secret goes on working. There is one former secret: that of a rotation before ends now.',
    ),
});

export const createOrganizationSchema = z.strictObject({
  id: organizationIdSchema,
  name: name.nullish(),
  limits: limitsSchema.nullish(),
});

export const updateOrganizationSchema = z.strictObject({ name: name.optional(), limits: limitsSchema.nullish() });

/** The page of organisations that a query asks for. */
export const organizationsQuerySchema = z.strictObject({
  after: storedText(0, 128).default('').describe('The id that the page before ended with.'),
  limit: queryIntegerOr(20, 1, 100),
});

/** The page of keys that a query asks for. */
export const keysQuerySchema = organizationsQuerySchema.extend({ organization: storedText(0, 64).default('') });
