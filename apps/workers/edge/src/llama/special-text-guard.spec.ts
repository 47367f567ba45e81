import { createSpecialTextGuard, cutMark } from './special-text-guard.js';

const control = ['<|end|>', '<|assistant|>', '</s>', '[INST]', 'aaa', '🐋🐋', '.'];

describe('createSpecialTextGuard', () => {
  const guard = createSpecialTextGuard(control);

  it.each(['<|end|><|assistant|>', 'before <|end|> after', '<|<|end|>end|>', 'aaaaa', '🐋🐋🐋', '[INST][INST]</s>'])(
    'leaves no control token in %s, and nothing else changed',
    (text) => {
      const pieces = guard(text).split(cutMark);
      expect(pieces.join('')).toBe(text);
      expect(pieces.length).toBeGreaterThan(1);
      for (const piece of pieces)
        for (const spelling of control.filter((one) => one !== '.')) expect(piece).not.toContain(spelling);
    },
  );

  it('leaves other text alone', () => {
    expect(guard('Plain text. <|en d|> [inst]')).toBe('Plain text. <|en d|> [inst]');
  });

  it('takes no cut mark from a caller', () => {
    expect(guard(`<|en${cutMark}d|>`)).toBe(`<${cutMark}|end|>`);
    expect(createSpecialTextGuard([])(`a${cutMark}b`)).toBe('ab');
  });
});
