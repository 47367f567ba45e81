import type { Token } from 'node-llama-cpp';
import { alignSequence, sharedPrefix } from './prompt-cache.js';

const tokens = (length: number, from = 1): Token[] => Array.from({ length }, (_, index) => from + index) as Token[];

function sequenceOf(held: Token[], needsCheckpoints = false) {
  return {
    contextTokens: held,
    needsCheckpoints,
    get nextTokenIndex() {
      return this.contextTokens.length;
    },
    async clearHistory() {
      await Promise.resolve();
      this.contextTokens = [];
    },
    async eraseContextTokenRanges([range]: { start: number; end: number }[]) {
      await Promise.resolve();
      this.contextTokens.splice(range?.start ?? 0, (range?.end ?? 0) - (range?.start ?? 0));
    },
  };
}

describe('alignSequence', () => {
  it('keeps what the prompt begins with and erases the rest', async () => {
    const sequence = sequenceOf([...tokens(30), ...tokens(10, 500)]);
    expect(await alignSequence(sequence, [...tokens(30), ...tokens(5, 900)])).toBe(30);
    expect(sequence.contextTokens).toEqual(tokens(30));
  });

  it('leaves the last token of a prompt to be evaluated', async () => {
    const sequence = sequenceOf(tokens(40));
    expect(await alignSequence(sequence, tokens(40))).toBe(39);
    expect(sequence.contextTokens).toEqual(tokens(39));
  });

  it('starts afresh where the common part is not worth it, or the model cannot go back', async () => {
    for (const sequence of [sequenceOf(tokens(5)), sequenceOf(tokens(40), true)]) {
      expect(await alignSequence(sequence, tokens(60))).toBe(0);
      expect(sequence.contextTokens).toEqual([]);
    }
  });
});

describe('sharedPrefix', () => {
  it('counts the common beginning', () => {
    expect(sharedPrefix(tokens(4), [...tokens(2), ...tokens(9, 70)])).toBe(2);
    expect(sharedPrefix([], tokens(3))).toBe(0);
    expect(sharedPrefix(tokens(3), tokens(3))).toBe(3);
  });
});
