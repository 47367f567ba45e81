import type { TokenUsage } from '@belugapi/contracts';
import { promptTokens } from './token-totals.js';

/** Integer nano-dollars per million tokens, per token class. */
export interface ClassPrices {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly cacheWriteLong?: number;
  readonly audioInput?: number;
  readonly audioOutput?: number;
}

/** What {@link priceUsage} reads of a catalogue row's prices. */
export interface UsagePrices extends ClassPrices {
  /** Nano-dollars per search. */
  readonly webSearch?: number;
  /** Nano-dollars per minute of audio. */
  readonly audioMinute?: number;
  /** Prices of the whole request once its input, cached tokens included, is longer than `aboveInputTokens`. */
  readonly longContext?: ClassPrices & { readonly aboveInputTokens: number };
}

/** What is counted, and so what can cost: the fields of TokenUsage. */
export type UsageClass = Exclude<keyof TokenUsage, 'source'>;

/** Integer nano-dollars. */
export interface UsageCost {
  /** Sum of `classes`. */
  readonly total: bigint;
  /** One entry per class that was used and has a price. */
  readonly classes: Readonly<Partial<Record<UsageClass, bigint>>>;
  /** Classes that were used and whose price is unknown: `total` is then a lower bound. */
  readonly unpriced: readonly UsageClass[];
}

const million = 1_000_000n;
const millisecondsPerMinute = 60_000n;

/**
 * What a usage costs. Each class is rounded half up to a whole nano-dollar, and the total is their sum, so a breakdown always
 * adds up. A class without a price of its own costs what plain input or output does; a long cache write what a short one
 * does; reasoning is output. Searches and audio billed by length have no such stand-in and are reported as unpriced.
 * @throws {RangeError} for a count or price that is negative or not whole (audio seconds may have a fraction).
 */
export function priceUsage(usage: TokenUsage, prices: UsagePrices): UsageCost {
  const tokens = tokenPrices(usage, prices);
  const classes: Partial<Record<UsageClass, bigint>> = {};
  const unpriced: UsageClass[] = [];
  const add = (name: UsageClass, units: number | undefined, price: number | undefined, unitsPerPrice: bigint) => {
    if (!units) return;
    if (price === undefined) unpriced.push(name);
    else classes[name] = divideHalfUp(wholeNumber(units, name) * wholeNumber(price, `price of ${name}`), unitsPerPrice);
  };

  add('uncachedInput', usage.uncachedInput, tokens.input, million);
  add('cacheRead', usage.cacheRead, tokens.cacheRead ?? tokens.input, million);
  add('cacheWrite', usage.cacheWrite, tokens.cacheWrite ?? tokens.input, million);
  add('cacheWriteLong', usage.cacheWriteLong, tokens.cacheWriteLong ?? tokens.cacheWrite ?? tokens.input, million);
  add('audioInput', usage.audioInput, tokens.audioInput ?? tokens.input, million);
  add('imageInput', usage.imageInput, tokens.input, million);
  add('visibleOutput', usage.visibleOutput, tokens.output, million);
  add('reasoning', usage.reasoning, tokens.output, million);
  add('audioOutput', usage.audioOutput, tokens.audioOutput ?? tokens.output, million);
  add('webSearches', usage.webSearches, prices.webSearch, 1n);
  add('audioSeconds', Math.round((usage.audioSeconds ?? 0) * 1_000), prices.audioMinute, millisecondsPerMinute);

  return { total: Object.values(classes).reduce((sum, cost) => sum + cost, 0n), classes, unpriced };
}

function tokenPrices(usage: TokenUsage, prices: UsagePrices): ClassPrices {
  const { longContext } = prices;
  return longContext && promptTokens(usage) > longContext.aboveInputTokens ? longContext : prices;
}

function wholeNumber(value: number, name: string): bigint {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${name} is not a whole number from 0: ${value}`);
  return BigInt(value);
}

function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor / 2n) / divisor;
}
