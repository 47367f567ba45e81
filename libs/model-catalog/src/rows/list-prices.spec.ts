import type { PriceRow } from '../model-row.js';
import { modelRows } from './model-rows.js';

describe('list prices', () => {
  const version = '2026-11-22';

  it.each<[string, PriceRow]>([
    ['gpt-5.2', { version, input: 1_750_000_000, cacheRead: 175_000_000, output: 14_000_000_000 }],
    ['gpt-5.2-pro', { version, input: 21_000_000_000, output: 168_000_000_000 }],
    ['gpt-5-nano-2025-08-07', { version, input: 50_000_000, cacheRead: 5_000_000, output: 400_000_000 }],
    [
      'gpt-5-search-api',
      { version, input: 1_250_000_000, cacheRead: 125_000_000, output: 10_000_000_000, webSearch: 10_000_000 },
    ],
    [
      'gpt-4o-transcribe',
      { version, input: 2_500_000_000, output: 10_000_000_000, audioInput: 6_000_000_000, audioMinute: 6_000_000 },
    ],
    ['gpt-4.1-mini-2025-04-14', { version, input: 400_000_000, cacheRead: 100_000_000, output: 1_600_000_000 }],
    ['o1-2024-12-17', { version, input: 15_000_000_000, cacheRead: 7_500_000_000, output: 60_000_000_000 }],
    [
      'gpt-5.4',
      {
        version,
        input: 2_500_000_000,
        cacheRead: 250_000_000,
        output: 15_000_000_000,
        longContext: {
          aboveInputTokens: 272_000,
          input: 5_000_000_000,
          cacheRead: 500_000_000,
          output: 22_500_000_000,
        },
      },
    ],
    [
      'claude-opus-4-7',
      {
        version,
        input: 5_000_000_000,
        cacheRead: 500_000_000,
        cacheWrite: 6_250_000_000,
        cacheWriteLong: 10_000_000_000,
        output: 25_000_000_000,
      },
    ],
    [
      'claude-haiku-4-5-20251001-thinking',
      {
        version,
        input: 1_000_000_000,
        cacheRead: 100_000_000,
        cacheWrite: 1_250_000_000,
        cacheWriteLong: 2_000_000_000,
        output: 5_000_000_000,
      },
    ],
    [
      'gemini-2.5-pro',
      {
        version,
        input: 1_250_000_000,
        cacheRead: 125_000_000,
        output: 10_000_000_000,
        longContext: {
          aboveInputTokens: 200_000,
          input: 2_500_000_000,
          cacheRead: 250_000_000,
          output: 15_000_000_000,
        },
      },
    ],
    [
      'gemini-2.5-flash-lite',
      { version, input: 100_000_000, cacheRead: 10_000_000, output: 400_000_000, audioInput: 300_000_000 },
    ],
    ['deepseek-v3.2', { version, input: 269_000_000, cacheRead: 134_500_000, output: 400_000_000 }],
    ['glm-5.1', { version, input: 1_400_000_000, cacheRead: 260_000_000, output: 4_400_000_000 }],
    [
      'minimax-m2.1',
      { version, input: 300_000_000, cacheRead: 30_000_000, cacheWrite: 375_000_000, output: 1_200_000_000 },
    ],
    ['kimi-k2-thinking', { version, input: 600_000_000, cacheRead: 150_000_000, output: 2_500_000_000 }],
    ['zai-glm-4.7', { version, input: 2_250_000_000, output: 2_750_000_000 }],
    ['beluga-nano', { version, input: 0, output: 0 }],
  ])('of %s are the listed ones', (id, prices) => {
    expect(modelRows.find((row) => row.id === id)?.prices).toEqual(prices);
  });
});
