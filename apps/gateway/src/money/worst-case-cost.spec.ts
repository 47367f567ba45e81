import { priceUsage } from '@belugapi/completion';
import { TokenUsage } from '@belugapi/contracts';
import { modelRows } from '@belugapi/model-catalog';
import { worstCaseCost } from './worst-case-cost.js';

const text = { input: ['text'], output: ['text'] } as const;
const prices = { version: 'v', input: 1_000_000, output: 10_000_000 };

test.each([
  ['plain tokens', { ...text, prices }, 100, 10, 100 + 100 + 11],
  [
    'a cache that costs more to write',
    { ...text, prices: { ...prices, cacheWrite: 1_250_000, cacheWriteLong: 2_000_000 } },
    100,
    10,
    311,
  ],
  [
    'sound, where the model takes it',
    {
      input: ['audio'] as const,
      output: ['audio'] as const,
      prices: { ...prices, audioInput: 3_000_000, audioOutput: 20_000_000 },
    },
    100,
    10,
    511,
  ],
  ['sound, where it does not', { ...text, prices: { ...prices, audioInput: 3_000_000 } }, 100, 10, 211],
  [
    'a long prompt',
    { ...text, prices: { ...prices, longContext: { aboveInputTokens: 99, input: 2_000_000, output: 20_000_000 } } },
    100,
    10,
    411,
  ],
  ['no price', text, 100, 10, undefined],
  ['a price of nothing', { ...text, prices: { ...prices, input: 0, output: 0 } }, 100, 10, 0],
])('%s', (_case, row, prompt, answer, cost) => {
  expect(worstCaseCost(row, prompt, answer)).toBe(cost);
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
      const [prompt, answer] = [Math.floor(random() * 400_000), Math.floor(random() * 60_000)];
      const [uncachedInput = 0, cacheRead, cacheWrite, cacheWriteLong, imageInput] = parts(prompt, 5);
      const [visibleOutput = 0, reasoning] = parts(answer, 2);
      const usage = { uncachedInput, cacheRead, cacheWrite, cacheWriteLong, imageInput, visibleOutput, reasoning };
      const { total } = priceUsage(TokenUsage.create(usage), row.prices);
      expect(Number(total)).toBeLessThanOrEqual(worstCaseCost(row, prompt, answer) ?? 0);
    }
  }
});
