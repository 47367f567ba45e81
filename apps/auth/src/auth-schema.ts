import { sql } from 'drizzle-orm';
import { bigint, customType, index, integer, jsonb, pgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** PostgreSQL schema of the auth service; other services may share the database. */
export const auth = pgSchema('auth');

/**
 * One counter for keys and organisations: whatever changes takes the next number, so the newer of two snapshots of a
 * principal is the one with the higher number, whichever of the two rows changed.
 */
export const principalVersion = auth.sequence('principal_version');

const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => Buffer.from(value),
});

const moment = (name: string) => timestamp(name, { withTimezone: true });
const versionColumn = () =>
  bigint('version', { mode: 'number' })
    .notNull()
    .default(sql`nextval('auth.principal_version')`);

// Null means no limit; money is nano-dollars.
const limitColumns = () => ({
  requestsPerMinute: bigint('requests_per_minute', { mode: 'number' }),
  tokensPerMinute: bigint('tokens_per_minute', { mode: 'number' }),
  concurrentRequests: integer('concurrent_requests'),
  totalNanoUsd: bigint('total_nano_usd', { mode: 'number' }),
  dailyNanoUsd: bigint('daily_nano_usd', { mode: 'number' }),
  monthlyNanoUsd: bigint('monthly_nano_usd', { mode: 'number' }),
});

/** Who pays. */
export const organizations = auth.table('organizations', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  ...limitColumns(),
  version: versionColumn(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** Keys by the digest of the whole bearer token; the secret itself is nowhere. */
export const apiKeys = auth.table(
  'api_keys',
  {
    id: text('id').primaryKey(),
    publicId: text('public_id').notNull().unique(),
    keyDigest: bytea('key_digest').notNull().unique(),
    organizationId: text('organization_id')
      .notNull()
      .references(() => organizations.id),
    name: text('name').notNull(),
    scopes: text('scopes')
      .array()
      .notNull()
      .default(sql`'{completions}'`),
    /** Empty means every model. */
    allowedModels: text('allowed_models')
      .array()
      .notNull()
      .default(sql`'{}'`),
    ...limitColumns(),
    version: versionColumn(),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at'),
    revokedAt: moment('revoked_at'),
    /** After a rotation the former secret goes on working until then. */
    formerDigest: bytea('former_digest').unique(),
    formerUntil: moment('former_until'),
    /** To the minute or so: it is noted when the key is verified, and gateways remember a verified key. */
    lastUsedAt: moment('last_used_at'),
  },
  (table) => [index('api_keys_organization').on(table.organizationId, table.id)],
);

/** Units granted per second of their lease's end: what a minute's limit has left is the limit less the last minute's sum. */
export const rateWindows = auth.table(
  'rate_windows',
  {
    /** `key:<id>` or `organization:<id>`. */
    subject: text('subject').notNull(),
    /** `requests` or `tokens`. */
    dimension: text('dimension').notNull(),
    buckets: jsonb('buckets').$type<Readonly<Record<string, number>>>().notNull().default({}),
  },
  (table) => [primaryKey({ columns: [table.subject, table.dimension] })],
);

/** Concurrent requests that a gateway may have open; free again when it has not been heard of until `expiresAt`. */
export const concurrencyHoldings = auth.table(
  'concurrency_holdings',
  {
    subject: text('subject').notNull(),
    gatewayId: text('gateway_id').notNull(),
    units: bigint('units', { mode: 'number' }).notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.gatewayId] })],
);
