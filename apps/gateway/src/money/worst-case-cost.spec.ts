import { completionTokens, priceUsage } from '@belugapi/completion';
import { TokenUsage } from '@belugapi/contracts';
import { modelRows } from '@belugapi/model-catalog';
import { costWith, tokensFor, worstCase } from './worst-case-cost.js';

const text = { output: ['text'] } as const;
const prices = { version: 'v', input: 1_000_000, output: 10_000_000 };
const written = (tokens: number) => ({ text: tokens, image: 0, audio: 0, audioSeconds: 0 });
const sound = { text: 0, image: 0, audio: 600, audioSeconds: 60 };

test.each([
  ['plain tokens', { ...text, prices }, written(100), 100 + 100],
  [
    'a cache that costs more to write',
    { ...text, prices: { ...prices, cacheWrite: 1_250_000, cacheWriteLong: 2_000_000 } },
    written(100),
    200 + 100,
  ],
  ['pictures', { ...text, prices }, { ...written(10), image: 90 }, 100 + 100],
  ['speech', { output: ['audio'] as const, prices: { ...prices, audioOutput: 20_000_000 } }, written(100), 100 + 200],
  ['a recording by tokens', { ...text, prices: { ...prices, audioInput: 3_000_000 } }, sound, 1_800 + 100],
  [
    'a recording by length, where that is dearer',
    { ...text, prices: { ...prices, audioInput: 3_000_000, audioMinute: 6_000 } },
    sound,
    6_000 + 100,
  ],
  [
    'a recording by length, where that is not',
    { ...text, prices: { ...prices, audioInput: 3_000_000, audioMinute: 900 } },
    sound,
    1_800 + 100,
  ],
  ['a search', { ...text, prices: { ...prices, webSearch: 5_000 } }, written(100), 5_100 + 100],
  [
    'as many searches as the row says',
    { ...text, prices: { ...prices, webSearch: 5_000 } },
    { ...written(100), searches: 3 },
    15_100 + 100,
  ],
  [
    'a long prompt',
    { ...text, prices: { ...prices, longContext: { aboveInputTokens: 99, input: 2_000_000, output: 20_000_000 } } },
    written(100),
    200 + 200,
  ],
  ['a prompt beyond the window', { ...text, prices, contextWindow: 50 }, written(100), 50 + 100],
  ['a prompt without bounds', { ...text, prices, contextWindow: 50 }, written(Infinity), 50 + 100],
  ['a prompt without bounds, no window known', { ...text, prices }, written(Infinity), 10_000_000 + 100],
])('%s', (_case, row, prompt, cost) => {
  const worst = worstCase(row, prompt);
  expect(worst && costWith(worst, 10)).toBe(cost + 11);
  expect(worst && tokensFor(worst, cost + 11)).toBe(10);
});

test('no price', () => {
  expect(worstCase(text, written(1))).toBeUndefined();
});

test('a price of nothing', () => {
  const worst = worstCase({ ...text, prices: { ...prices, input: 0, output: 0 } }, written(100));
  expect(worst && [costWith(worst, 1_000), tokensFor(worst, 0)]).toEqual([0, Infinity]);
});

test('no division of as many tokens into classes costs more, with any model of the catalogue', () => {
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const parts = (total: number, count: number) => {
    const cuts = Array.from({ length: count - 1 }, () => Math.floor(random() * (total + 1))).toSorted((a, b) => a - b);
    return [...cuts, total].map((cut, index) => cut - (cuts[index - 1] ?? 0));
  };
  for (const row of modelRows) {
    if (!row.prices) continue;
    for (let round = 0; round < 50; round += 1) {
      const prompt = Math.floor(random() * Math.min(400_000, row.contextWindow ?? 400_000));
      const [image = 0, audio = 0, ...others] = parts(prompt, 6);
      const [uncachedInput = 0, cacheRead, cacheWrite, cacheWriteLong] = others;
      const [visibleOutput = 0, reasoning] = parts(Math.floor(random() * 60_000), 2);
      const usage = TokenUsage.create({
        ...{ uncachedInput, cacheRead, cacheWrite, cacheWriteLong, imageInput: image, audioInput: audio },
        ...{ visibleOutput, reasoning, webSearches: row.prices.webSearch === undefined ? undefined : 1 },
      });
      const worst = worstCase(row, { text: prompt - image - audio, image, audio, audioSeconds: audio / 10 });
      const { total } = priceUsage(usage, row.prices);
      expect(Number(total)).toBeLessThanOrEqual(worst ? costWith(worst, completionTokens(usage)) : 0);
    }
  }
});
