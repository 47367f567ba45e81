import {
  bigint,
  boolean,
  doublePrecision,
  index,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';

/** PostgreSQL schema of the billing service; other services may share the database. */
export const billing = pgSchema('billing');

/** By the numbers of the proto enums. */
export const usageSources = ['unspecified', 'provider', 'estimated'] as const;
export const outcomes = ['unspecified', 'completed', 'failed', 'cancelled', 'abandoned'] as const;
export const settlers = ['unspecified', 'gateway', 'worker', 'sweeper'] as const;

const count = (name: string) => bigint(name, { mode: 'number' });
const moment = (name: string) => timestamp(name, { withTimezone: true });

const subjectColumns = () => ({
  completionId: text('completion_id').notNull(),
  attempt: count('attempt').notNull(),
  keyId: text('key_id').notNull(),
  organizationId: text('organization_id').notNull(),
  /** The id the caller asked for. */
  model: text('model').notNull(),
  /** The catalogue row that served, and whose price counts. */
  servedModel: text('served_model').notNull(),
  provider: text('provider').notNull(),
  priceVersion: text('price_version').notNull(),
  stream: boolean('stream').notNull(),
});

// Disjoint classes. Null means not told, which is not 0; the first two are null only where no usage was told at all.
const usageColumns = () => ({
  source: text('source', { enum: usageSources }).notNull(),
  uncachedInput: count('uncached_input'),
  cacheRead: count('cache_read'),
  cacheWrite: count('cache_write'),
  cacheWriteLong: count('cache_write_long'),
  audioInput: count('audio_input'),
  imageInput: count('image_input'),
  visibleOutput: count('visible_output'),
  reasoning: count('reasoning'),
  audioOutput: count('audio_output'),
  webSearches: count('web_searches'),
  audioSeconds: doublePrecision('audio_seconds'),
});

/** Attempts that were dispatched and whose end is not booked yet, with the estimate to settle them by. */
export const completionsOpen = billing.table(
  'completions_open',
  {
    ...subjectColumns(),
    ...usageColumns(),
    openedAt: moment('opened_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.completionId, table.attempt] }),
    index('completions_open_opened_at').on(table.openedAt),
  ],
);

/**
 * One row per attempt of a completion, never deleted; ids rise in the order in which rows become visible. A row changes once
 * at most: when the provider's figure takes the place of an estimate.
 */
export const ledger = billing.table(
  'ledger',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity({ name: 'ledger_id' }),
    ...subjectColumns(),
    outcome: text('outcome', { enum: outcomes }).notNull(),
    settler: text('settler', { enum: settlers }).notNull(),
    ...usageColumns(),
    /** Nano-dollars; null where the model has no price. */
    costNanoUsd: bigint('cost_nano_usd', { mode: 'bigint' }),
    /** Output tokens that reached the caller, where they differ from the usage. */
    deliveredOutput: count('delivered_output'),
    finishReason: text('finish_reason').notNull(),
    failureCode: text('failure_code').notNull(),
    timeToFirstTokenUs: count('time_to_first_token_us').notNull(),
    durationUs: count('duration_us').notNull(),
    /** When the settler settled. */
    settledAt: moment('settled_at').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** When the provider's figure replaced the estimate. */
    revisedAt: moment('revised_at'),
  },
  (table) => [
    unique('ledger_attempt').on(table.completionId, table.attempt),
    index('ledger_organization').on(table.organizationId, table.id),
  ],
);
