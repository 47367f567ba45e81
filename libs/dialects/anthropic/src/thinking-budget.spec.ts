import type { ReasoningEffort } from '@belugapi/model-catalog';
import { thinkingBudget } from './thinking-budget.js';

describe('thinkingBudget', () => {
  const bounds = { minimum: 1_024, maximum: 63_999 };
  it.each<[string, ReasoningEffort | undefined, number, number, number]>([
    ['takes four fifths where nobody asks', undefined, 10_000, 8_000, 10_000],
    ['takes no less than the vendor’s least', undefined, 1_200, 1_024, 1_200],
    ['is added on top where it would leave nothing', undefined, 1_024, 1_024, 2_048],
    ['is added on top of a short answer', undefined, 10, 1_024, 1_034],
    ['is added on top of an answer no longer than it', 'high', 16_384, 16_384, 32_768],
    ['fits into a longer one', 'high', 16_385, 16_384, 16_385],
    ['takes the least for the lowest words', 'minimal', 4_000, 1_024, 4_000],
    ['takes four fifths of the model for the highest', 'max', 4_000, 51_200, 55_200],
    ['is added up to the model’s maximum', 'max', 40_000, 51_200, 64_000],
    ['leaves a token for the answer at the very top', 'xhigh', 32_768, 32_768, 64_000],
  ])('%s', (_name, effort, maxTokens, budget, raised) => {
    expect(thinkingBudget({ bounds, effort, maxTokens, limit: 64_000 })).toEqual({ budget, maxTokens: raised });
  });

  it('stays below the answer for every effort and length', () => {
    for (const effort of [undefined, 'none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const) {
      for (let asked = 1; asked <= 64_000; asked += 97) {
        const { budget, maxTokens } = thinkingBudget({ bounds, effort, maxTokens: asked, limit: 64_000 });
        expect(budget).toBeGreaterThanOrEqual(1_024);
        expect(budget).toBeLessThan(maxTokens);
        expect(maxTokens).toBeLessThanOrEqual(64_000);
        expect(maxTokens).toBeGreaterThanOrEqual(asked);
      }
    }
  });
});
