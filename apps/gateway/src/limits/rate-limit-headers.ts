import { LeaseDimension } from '@belugapi/contracts';
import type { LimitAccount } from './limit-account.js';
import type { LimitState } from './limit-state.js';

const dimensions = [
  [LeaseDimension.REQUESTS, 'requests'],
  [LeaseDimension.TOKENS, 'tokens'],
] as const;

/**
 * `x-ratelimit-{limit,remaining,reset}-{requests,tokens}` (OpenAI, "Rate limits"): of the limits of a key and its organisation
 * the one with the smaller part left. Nothing where there is no limit.
 */
export function rateLimitHeaders(accounts: readonly LimitAccount[]): Readonly<Record<string, string>> {
  const now = performance.now();
  const headers: Record<string, string> = {};
  for (const [dimension, name] of dimensions) {
    let tightest: LimitState | undefined;
    for (const account of accounts) {
      const state = account.limited.dimension === dimension ? account.state(now) : undefined;
      if (state && (!tightest || partLeft(state) < partLeft(tightest))) tightest = state;
    }
    if (!tightest) continue;
    headers[`x-ratelimit-limit-${name}`] = String(tightest.limit);
    headers[`x-ratelimit-remaining-${name}`] = String(tightest.remaining);
    headers[`x-ratelimit-reset-${name}`] = duration(tightest.resetAfterMs);
  }
  return headers;
}

function partLeft({ remaining, limit }: LimitState): number {
  return limit === 0 ? 0 : remaining / limit;
}

// As OpenAI writes it: 120ms, 1s, 6m0s.
function duration(milliseconds: number): string {
  const whole = Math.ceil(milliseconds);
  if (whole < 1_000) return `${whole}ms`;
  const seconds = Math.ceil(whole / 1_000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
