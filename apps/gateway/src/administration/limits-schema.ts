import { Limits } from '@belugapi/contracts';
import { z } from 'zod';
import { dollarAmount } from '../request/dollar-amount.js';

const rate = z.int().min(0).max(1_000_000_000_000).nullish();
const dollars = dollarAmount.nullish();

/** Limits as administrators write them; null takes a limit away. */
export const limitsSchema = z.strictObject({
  requests_per_minute: rate,
  tokens_per_minute: rate,
  concurrent_requests: z.int().min(0).max(1_000_000).nullish(),
  money: z.strictObject({ total_usd: dollars, daily_usd: dollars, monthly_usd: dollars }).nullish(),
});

type LimitsBody = z.output<typeof limitsSchema>;

/** The limits that are set. */
export function toLimits(body: LimitsBody | null | undefined): Limits | undefined {
  if (!body) return undefined;
  return Limits.create({
    requestsPerMinute: body.requests_per_minute ?? undefined,
    tokensPerMinute: body.tokens_per_minute ?? undefined,
    concurrentRequests: body.concurrent_requests ?? undefined,
    money: {
      totalNanoUsd: body.money?.total_usd ?? undefined,
      dailyNanoUsd: body.money?.daily_usd ?? undefined,
      monthlyNanoUsd: body.money?.monthly_usd ?? undefined,
    },
  });
}

const rates = ['requests_per_minute', 'tokens_per_minute', 'concurrent_requests'] as const;
const money = ['total_usd', 'daily_usd', 'monthly_usd'] as const;

/** The limits that are given as null, by name; all of them where `limits` or `money` is null itself. */
export function clearedLimits(body: LimitsBody | null | undefined): string[] {
  if (body === undefined) return [];
  if (body === null) return [...rates, ...money];
  const ofMoney = body.money === null ? [...money] : money.filter((name) => body.money?.[name] === null);
  return [...rates.filter((name) => body[name] === null), ...ofMoney];
}
