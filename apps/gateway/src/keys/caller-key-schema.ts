import { z } from 'zod';
import { limitsAnswerSchema, scopeNames } from '../administration/administration-answers.js';

const left = z
  .object({ limit: z.int().min(0), remaining: z.int().min(0), reset_after_ms: z.int().min(0) })
  .meta({ id: 'RemainingLimit' });
const money = { limit: z.number(), remaining: z.number().min(0) };
const lasting = z.object({ ...money, reset_after_ms: z.int().min(0) }).meta({ id: 'RemainingMoneyOfTime' });
const remainingMoney = z
  .object({
    total_usd: z.object(money).meta({ id: 'RemainingMoney' }).optional(),
    daily_usd: lasting.optional(),
    monthly_usd: lasting.optional(),
    reserved_usd: z.number().min(0).describe('What running requests may still cost of it.'),
  })
  .optional()
  .describe('US dollars. Absent where no money is limited, and while billing cannot be asked.');
const remaining = z
  .object({
    requests_per_minute: left.optional(),
    tokens_per_minute: left.optional(),
    concurrent_requests: left.optional(),
    money: remainingMoney,
  })
  .meta({ id: 'RemainingLimits', description: 'What is left, over all gateways, of each limit that there is.' });

/** The caller's own key. */
export const callerKeySchema = z
  .object({
    object: z.literal('key'),
    id: z.string(),
    name: z.string(),
    public_id: z.string(),
    organization: z.string(),
    scopes: z.array(z.enum(scopeNames)),
    models: z.array(z.string()).describe('Empty: all.'),
    expires_at: z.int().nullable(),
    limits: limitsAnswerSchema,
    remaining,
    organization_limits: limitsAnswerSchema,
    organization_remaining: remaining,
  })
  .meta({ id: 'CallerKey', description: 'What the caller’s key may do, and what is left of its limits.' });
