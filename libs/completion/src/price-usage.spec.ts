import { TokenUsage, UsageSource } from '@belugapi/contracts';
import { type UsageClass, priceUsage, type UsagePrices } from './price-usage.js';

const prices: UsagePrices = { input: 1_750_000_000, output: 14_000_000_000 };

function usageOf(counts: Partial<Record<UsageClass, number>>): TokenUsage {
  return TokenUsage.create({ source: UsageSource.PROVIDER, ...counts });
}

/** Reproducible numbers from 0 to 1 (mulberry32), so that a failing case can be run again. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('priceUsage', () => {
  it('prices a request as its vendor would bill it', () => {
    // 1,000 tokens at 1.75 and 500 at 14 dollars per million: 0.00175 + 0.007 dollars.
    expect(priceUsage(usageOf({ uncachedInput: 1_000, visibleOutput: 500 }), prices)).toEqual({
      total: 8_750_000n,
      classes: { uncachedInput: 1_750_000n, visibleOutput: 7_000_000n },
      unpriced: [],
    });
  });

  it('charges each class its own price', () => {
    const all: UsagePrices = {
      input: 1_000_000,
      output: 2_000_000,
      cacheRead: 3_000_000,
      cacheWrite: 4_000_000,
      cacheWriteLong: 5_000_000,
      audioInput: 6_000_000,
      audioOutput: 7_000_000,
      webSearch: 8,
      audioMinute: 60,
    };
    const one = usageOf({
      uncachedInput: 1,
      cacheRead: 1,
      cacheWrite: 1,
      cacheWriteLong: 1,
      audioInput: 1,
      imageInput: 1,
      visibleOutput: 1,
      reasoning: 1,
      audioOutput: 1,
      webSearches: 1,
      audioSeconds: 9,
    });
    expect(priceUsage(one, all).classes).toEqual({
      uncachedInput: 1n,
      cacheRead: 3n,
      cacheWrite: 4n,
      cacheWriteLong: 5n,
      audioInput: 6n,
      imageInput: 1n,
      visibleOutput: 2n,
      reasoning: 2n,
      audioOutput: 7n,
      webSearches: 8n,
      audioSeconds: 9n,
    });
  });

  it('takes the input or output price for a class without one', () => {
    const usage = usageOf({
      cacheRead: 1_000_000,
      cacheWrite: 1_000_000,
      cacheWriteLong: 1_000_000,
      audioInput: 1_000_000,
      imageInput: 1_000_000,
      reasoning: 1_000_000,
      audioOutput: 1_000_000,
    });
    const input = BigInt(prices.input);
    const output = BigInt(prices.output);
    expect(priceUsage(usage, prices).classes).toEqual({
      cacheRead: input,
      cacheWrite: input,
      cacheWriteLong: input,
      audioInput: input,
      imageInput: input,
      reasoning: output,
      audioOutput: output,
    });
    expect(priceUsage(usageOf({ cacheWriteLong: 1_000_000 }), { ...prices, cacheWrite: 9 }).total).toBe(9n);
  });

  it.each([
    [499_999, 0n],
    [500_000, 1n],
    [1_499_999, 1n],
    [1_500_000, 2n],
  ])('rounds %d millionths of a nano-dollar to %s', (count, expected) => {
    expect(priceUsage(usageOf({ uncachedInput: count }), { input: 1, output: 1 }).total).toBe(expected);
  });

  it('charges the long-context prices only above the limit, which cached tokens help to reach', () => {
    const tiered: UsagePrices = {
      ...prices,
      cacheRead: 1,
      longContext: { aboveInputTokens: 200_000, input: 3_500_000_000, output: 20_000_000_000 },
    };
    const short = usageOf({ uncachedInput: 200_000, visibleOutput: 1_000_000 });
    expect(priceUsage(short, tiered).classes.visibleOutput).toBe(14_000_000_000n);
    const long = usageOf({ uncachedInput: 200_000, cacheRead: 1, visibleOutput: 1_000_000 });
    expect(priceUsage(long, tiered).classes).toEqual({
      uncachedInput: 700_000_000n,
      cacheRead: 3_500n,
      visibleOutput: 20_000_000_000n,
    });
  });

  it('names what has no known price instead of giving it away silently', () => {
    const usage = usageOf({ uncachedInput: 1_000_000, webSearches: 2, audioSeconds: 0.5 });
    expect(priceUsage(usage, prices)).toEqual({
      total: 1_750_000_000n,
      classes: { uncachedInput: 1_750_000_000n },
      unpriced: ['webSearches', 'audioSeconds'],
    });
  });

  it('bills audio by the millisecond', () => {
    expect(priceUsage(usageOf({ audioSeconds: 90.5 }), { ...prices, audioMinute: 6_000_000 }).total).toBe(9_050_000n);
  });

  it('stays exact where floating point does not', () => {
    const count = 9_007_199_254_740_991;
    const cost = priceUsage(usageOf({ uncachedInput: count }), { input: 999_999_999_999, output: 0 });
    expect(cost.total).toBe((BigInt(count) * 999_999_999_999n + 500_000n) / 1_000_000n);
  });

  it('has a breakdown that adds up, and a total within half a nano-dollar per class of the exact one', () => {
    const random = randomNumbers(20_261_122);
    const whole = (limit: number) => Math.floor(random() ** 3 * limit);
    for (let round = 0; round < 2_000; round++) {
      const table = { input: whole(2e10), output: whole(2e11), cacheRead: whole(1e9), audioOutput: whole(1e11) };
      const counts = {
        uncachedInput: whole(1e6),
        cacheRead: whole(1e6),
        reasoning: whole(1e5),
        audioOutput: whole(1e5),
      };
      const { total, classes } = priceUsage(usageOf(counts), table);
      const sum = Object.values(classes).reduce((left, right) => left + right, 0n);
      const exact =
        BigInt(counts.uncachedInput) * BigInt(table.input) +
        BigInt(counts.cacheRead) * BigInt(table.cacheRead) +
        BigInt(counts.reasoning) * BigInt(table.output) +
        BigInt(counts.audioOutput) * BigInt(table.audioOutput);
      expect(sum).toBe(total);
      const error = total * 1_000_000n - exact;
      expect(error <= 2_000_000n && error >= -2_000_000n).toBe(true);
    }
  });

  it.each([
    ['a negative count', { uncachedInput: -1 }, prices],
    ['half a token', { reasoning: 0.5 }, prices],
    ['a fraction of a nano-dollar', { uncachedInput: 1 }, { ...prices, input: 0.5 }],
  ])('refuses %s', (_case, counts, table) => {
    expect(() => priceUsage(usageOf(counts), table)).toThrow(RangeError);
  });
});
