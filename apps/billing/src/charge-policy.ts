import { completionTokens, priceUsage } from '@belugapi/completion';
import type { TokenUsage } from '@belugapi/contracts';
import type { PriceRow } from '@belugapi/model-catalog';
import type { outcomes } from './billing-schema.js';

/** What callers pay for answers that did not end well; a completed one costs what the vendor's price makes of it. */
export const chargePolicies = ['delivered', 'upstream', 'none'] as const;
/**
 * `delivered`: the prompt and what of the answer reached the caller; a failure that showed nothing is free. `upstream`: all
 * that the vendor billed. `none`: nothing.
 */
export type ChargePolicy = (typeof chargePolicies)[number];

export interface Chargeable {
  readonly outcome: (typeof outcomes)[number];
  readonly usage: TokenUsage | undefined;
  /** Output tokens that reached the caller, where they differ from the usage. */
  readonly deliveredOutput: number | null;
}

/** What an attempt costs and what of it is charged, in nano-dollars. */
export interface Charge {
  readonly cost: bigint;
  readonly charged: bigint;
}

/** Prices an attempt; nothing is charged beyond its cost. */
export function chargeOf(
  { outcome, usage, deliveredOutput }: Chargeable,
  price: PriceRow,
  policy: ChargePolicy,
): Charge {
  const cost = usage ? costOf(usage, price) : 0n;
  if (outcome === 'completed' || policy === 'upstream' || !usage) return { cost, charged: cost };
  if (policy === 'none') return { cost, charged: 0n };
  const delivered = Math.min(deliveredOutput ?? Infinity, completionTokens(usage));
  // The caller got an error and nothing else, or another attempt answered instead.
  if (outcome === 'failed' && delivered === 0) return { cost, charged: 0n };
  const charged = costOf(upTo(usage, delivered), price);
  return { cost, charged: charged < cost ? charged : cost };
}

// What one row can cost at most: a figure beyond it is a mistake, and has to fit into the ledger all the same.
const largestCost = BigInt(Number.MAX_SAFE_INTEGER);

function costOf(usage: TokenUsage, price: PriceRow): bigint {
  const { total } = priceUsage(usage, price);
  return total < largestCost ? total : largestCost;
}

// Visible text first: it is what a caller knows to have got.
function upTo(usage: TokenUsage, outputTokens: number): TokenUsage {
  let left = outputTokens;
  const take = (count: number) => {
    const taken = Math.min(count, left);
    left -= taken;
    return taken;
  };
  const visibleOutput = take(usage.visibleOutput);
  const reasoning = take(usage.reasoning ?? 0);
  const audioOutput = take(usage.audioOutput ?? 0);
  return { ...usage, visibleOutput, reasoning, audioOutput };
}
