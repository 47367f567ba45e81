import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  doublePrecision,
  index,
  numeric,
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

const money = (name: string) => bigint(name, { mode: 'bigint' });
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
 * One row per attempt of a completion, never deleted; ids rise in the order in which rows become visible. A row changes only
 * where a better figure takes the place of an estimate.
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
    costNanoUsd: money('cost_nano_usd'),
    /** What of the cost the caller pays. */
    chargedNanoUsd: money('charged_nano_usd'),
    /** What the gateway's leases were reduced by; null as long as no gateway has told. */
    takenNanoUsd: money('taken_nano_usd'),
    /** Output tokens that reached the caller, where they differ from the usage. */
    deliveredOutput: count('delivered_output'),
    finishReason: text('finish_reason').notNull(),
    failureCode: text('failure_code').notNull(),
    timeToFirstTokenUs: count('time_to_first_token_us').notNull(),
    durationUs: count('duration_us').notNull(),
    /** When the settler settled. */
    settledAt: moment('settled_at').notNull(),
    /** When it was booked, by the database's clock: balances count it on this UTC day. */
    createdAt: moment('created_at').notNull().defaultNow(),
    /** When a better figure replaced the estimate. */
    revisedAt: moment('revised_at'),
  },
  (table) => [
    unique('ledger_attempt').on(table.completionId, table.attempt),
    index('ledger_organization').on(table.organizationId, table.id),
    index('ledger_created_at').on(table.createdAt),
  ],
);

// Sums of money: wider than any sum of bigints.
const sum = (name: string) => numeric(name, { precision: 38, scale: 0, mode: 'bigint' });

const summed = (name: string) => count(name).notNull().default(0);

/**
 * Sums over the ledger's rows, by the UTC hour in which they were booked. Triggers of the ledger keep them
 * (migrations/0005_usage_hours.sql), so that they agree with its rows whoever writes those.
 */
export const usageHours = billing.table(
  'usage_hours',
  {
    hour: moment('hour').notNull(),
    organizationId: text('organization_id').notNull(),
    keyId: text('key_id').notNull(),
    model: text('model').notNull(),
    rows: summed('rows'),
    /** Rows that a vendor has seen: completed ones, and those that used or cost anything. */
    requests: summed('requests'),
    uncachedInput: summed('uncached_input'),
    cacheRead: summed('cache_read'),
    cacheWrite: summed('cache_write'),
    cacheWriteLong: summed('cache_write_long'),
    audioInput: summed('audio_input'),
    imageInput: summed('image_input'),
    visibleOutput: summed('visible_output'),
    reasoning: summed('reasoning'),
    audioOutput: summed('audio_output'),
    webSearches: summed('web_searches'),
    audioSeconds: doublePrecision('audio_seconds').notNull().default(0),
    costNanoUsd: sum('cost_nano_usd')
      .notNull()
      .default(sql`0`),
    chargedNanoUsd: sum('charged_nano_usd')
      .notNull()
      .default(sql`0`),
  },
  (table) => [primaryKey({ columns: [table.hour, table.organizationId, table.keyId, table.model] })],
);

/**
 * What a key or an organisation was charged: sums over its ledger rows, written in the transaction that writes the row. Whoever
 * grants or books money of a subject holds its row here.
 */
export const balances = billing.table('balances', {
  /** `key:<id>` or `organization:<id>`. */
  subject: text('subject').primaryKey(),
  total: sum('total_nano_usd')
    .notNull()
    .default(sql`0`),
  /** The UTC day of the last booking, and what was charged on it. */
  day: date('day').notNull(),
  daily: sum('daily_nano_usd')
    .notNull()
    .default(sql`0`),
  /** The first day of the UTC month of the last booking. */
  month: date('month').notNull(),
  monthly: sum('monthly_nano_usd')
    .notNull()
    .default(sql`0`),
  /** Sum of the organisation's credit entries; null where it has none: then credit is no limit. */
  credit: sum('credit_nano_usd'),
  /** `total` at the first credit entry: what was spent before it does not count against it. */
  spentBeforeCredit: sum('spent_before_credit_nano_usd')
    .notNull()
    .default(sql`0`),
});

/**
 * Money that one gateway may spend of a subject by itself: what it was granted less what its settlements have taken off. A
 * subject's leases count as spent until they come back; those of a gateway that is not heard of until `expiresAt` are void.
 */
export const moneyLeases = billing.table(
  'money_leases',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity({ name: 'money_lease_id' }),
    subject: text('subject').notNull(),
    gatewayId: text('gateway_id').notNull(),
    granted: sum('granted_nano_usd').notNull(),
    taken: sum('taken_nano_usd').notNull(),
    /** Of the gateway's last request: an older one that comes late is left aside. */
    sequence: count('sequence').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [index('money_leases_subject').on(table.subject)],
);

/** What an organisation's credit consists of: every adjustment, never changed. */
export const creditEntries = billing.table(
  'credit_entries',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity({ name: 'credit_entry_id' }),
    organizationId: text('organization_id').notNull(),
    amount: money('amount_nano_usd').notNull(),
    note: text('note').notNull(),
    /** A request that is repeated is one entry. */
    idempotencyKey: text('idempotency_key'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    index('credit_entries_organization').on(table.organizationId, table.id),
    unique('credit_entries_idempotency').on(table.organizationId, table.idempotencyKey),
  ],
);
