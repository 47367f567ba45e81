import { z } from 'zod';
import { pageOf } from '../administration/administration-answers.js';
import { outcomeWords } from '../generations/outcome-word.js';

const tokens = z.int().min(0);
const nanoDollars = z.int().nullable().describe('Billionths of a US dollar; null where the model has no price.');

/** An organisation's credit. */
const creditFields = {
  object: z.literal('credit'),
  organization: z.string(),
  granted_usd: z.number().nullable().describe('Null: it has none, and spends without one.'),
  spent_usd: z.number(),
  reserved_usd: z.number().describe('What running requests may still cost.'),
  remaining_usd: z.number().nullable(),
};
export const creditAnswerSchema = z
  .object(creditFields)
  .meta({ id: 'Credit', description: 'An organisation’s credit.' });

/** The same for the caller, in the words of OpenRouter's endpoint and ours. */
export const callerCreditSchema = z
  .object({
    data: z.object({
      total_credits: z.number().nullable(),
      total_usage: z.number(),
      ...creditFields,
    }),
  })
  .meta({ id: 'CallerCredit' });

const entry = z
  .object({
    object: z.literal('credit.entry'),
    id: z.int(),
    organization: z.string(),
    amount_usd: z.number(),
    note: z.string(),
    created_at: z.int(),
  })
  .meta({ id: 'CreditEntry', description: 'An amount that was added or taken away.' });
export const entryListSchema = pageOf(entry, z.int(), 'CreditEntryList');

/** A row of the ledger: one attempt of one completion. */
export const ledgerRowSchema = z
  .object({
    id: z.int(),
    completion_id: z.string().describe('The `id` that the caller saw.'),
    attempt: z.int(),
    key_id: z.string().nullable(),
    organization_id: z.string().nullable(),
    model: z.string().nullable(),
    served_model: z.string().nullable(),
    provider: z.string().nullable(),
    outcome: z.enum(outcomeWords),
    error: z.string().nullable(),
    finish_reason: z.string().nullable(),
    source: z.enum(['provider', 'estimated']),
    stream: z.boolean(),
    prompt_tokens: tokens,
    completion_tokens: tokens,
    cached_tokens: tokens,
    cache_write_tokens: tokens,
    reasoning_tokens: tokens,
    audio_tokens: tokens,
    web_searches: tokens,
    cost_nano_usd: nanoDollars,
    charged_nano_usd: nanoDollars,
    price_version: z.string().nullable(),
    time_to_first_token_ms: z.number(),
    duration_ms: z.number(),
    created_at: z.int(),
    revised_at: z.int().nullable().describe('When a better figure took the place of an estimate.'),
  })
  .meta({ id: 'LedgerRow', description: 'One attempt of one completion.' });
export const ledgerListSchema = pageOf(ledgerRowSchema, z.int(), 'LedgerList');

export const verificationSchema = z
  .object({
    object: z.literal('ledger.verification'),
    agrees: z.boolean(),
    rows: z.int(),
    subjects: z.int(),
    differences: z
      .array(z.object({ subject: z.string(), figure: z.string(), expected: z.number(), found: z.number() }))
      .describe('The first hundred.'),
    difference_count: z.int(),
  })
  .meta({ id: 'LedgerVerification' });
