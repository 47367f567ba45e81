import { countTokens } from './count-tokens.js';

it.each([
  ['', 0],
  ['Where do whales sleep?', 5],
  ['鲸鱼在唱歌', 5],
  ['const depth = 2_992;', 8],
])('%j is %i tokens of o200k_base', (text, tokens) => {
  expect(countTokens(text)).toBe(tokens);
});

it('takes a control token for the text that it is', () => {
  expect(countTokens('<|endoftext|>')).toBeGreaterThan(3);
});

it('counts a long text in pieces, to within a hundredth of the whole', () => {
  const sentence = 'Sperm whales sleep upright, in groups, for ten or fifteen minutes at a time. ';
  const whole = (countTokens(sentence.repeat(6)) * 100) / 6;
  const counted = countTokens(sentence.repeat(100));
  expect(Math.abs(counted - whole)).toBeLessThanOrEqual(whole / 100);
});

it('is not held up by a text without a space', () => {
  const started = performance.now();
  expect(countTokens('a'.repeat(8_192))).toBeGreaterThan(512);
  // By the square of the length it would take seconds on a busy machine, and 36 ms on an idle one.
  expect(performance.now() - started).toBeLessThan(1_000);
});
