import { Role } from '@belugapi/contracts';
import { type ModelRow, modelRows } from '@belugapi/model-catalog';
import { adapterTask } from '@belugapi/testing';
import { defaultOutputLimit } from './default-output-limit.js';

const limitFor = (promptTokens: number, facts: Partial<ModelRow>): number | undefined => {
  const content = [{ part: { $case: 'text' as const, value: { text: 'a'.repeat((promptTokens - 7) * 4) } } }];
  const messages = [{ role: Role.USER, content, toolCalls: [], reasoningState: [] }];
  return defaultOutputLimit(adapterTask({ messages }, { row: { ...modelRows[0], ...facts } as ModelRow }));
};

describe('defaultOutputLimit', () => {
  it.each([
    ['the maximum while there is room', 1_000, { contextWindow: 100_000, maxOutputTokens: 16_000 }, 16_000],
    ['half of the room', 60_000, { contextWindow: 100_000, maxOutputTokens: 100_000 }, 20_000],
    ['a little where there is none', 120_000, { contextWindow: 100_000, maxOutputTokens: 16_000 }, 1_024],
    ['the maximum of a window that nobody tells', 1_000, { contextWindow: undefined, maxOutputTokens: 16_000 }, 16_000],
    ['nothing without a maximum', 1_000, { contextWindow: 100_000, maxOutputTokens: undefined }, undefined],
  ])('gives %s', (_, promptTokens, facts, expected) => {
    expect(limitFor(promptTokens, facts as Partial<ModelRow>)).toBe(expected);
    expect(defaultOutputLimit(adapterTask())).toBeUndefined();
  });
});
