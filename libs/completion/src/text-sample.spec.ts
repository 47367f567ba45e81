import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { countTokens } from './count-tokens.js';
import { TextSample } from './text-sample.js';

const english = 'Sperm whales sleep upright, in groups, for ten or fifteen minutes at a time. ';
const chinese = '抹香鲸直立着睡觉，成群结队，每次十到十五分钟。';
const code = "for (const whale of pod) if (whale.depth > 2_992) throw new RangeError('too deep');\n";

function sampleOf(text: string, step: number): TextSample {
  const sample = new TextSample();
  for (let at = 0; at < text.length; at += step) sample.add(text.slice(at, at + step));
  return sample;
}

it('is exact for what is short, in whatever pieces it comes', () => {
  const text = english.repeat(20);
  for (const step of [1, 4, 500, 1_540]) expect(sampleOf(text, step).tokens()).toBe(countTokens(text));
  expect(new TextSample().tokens()).toBe(0);
  expect([new TextSample().isEmpty, sampleOf('x', 1).isEmpty]).toEqual([true, false]);
});

it.each([
  ['English', english.repeat(1_000)],
  ['Chinese', chinese.repeat(1_000)],
  ['code', code.repeat(1_000)],
  ['one after the other', english.repeat(300) + code.repeat(300) + chinese.repeat(300)],
])('is within a tenth of a long text: %s', (_case, text) => {
  const exact = countTokens(text);
  for (const step of [4, 300, 5_000, text.length]) {
    expect(Math.abs(sampleOf(text, step).tokens() - exact)).toBeLessThanOrEqual(exact / 10);
  }
});

it('keeps 8,192 characters at most, whatever passes', () => {
  for (const [piece, times] of [
    ['y'.repeat(100_000), 3],
    ['yes ', 100_000],
  ] as const) {
    const sample = new TextSample();
    for (let time = 0; time < times; time += 1) sample.add(piece);
    const { beginning, later } = sample as unknown as Record<'beginning' | 'later', readonly string[]>;
    expect([...beginning, ...later].join('').length).toBeLessThanOrEqual(8_192);
  }
});

it('is the same in whatever large pieces a text comes', () => {
  const text = (english + code + chinese).repeat(700);
  const whole = sampleOf(text, text.length).tokens();
  for (const step of [4_096, 6_144, 10_007]) expect(sampleOf(text, step).tokens()).toBe(whole);
});

it('lets a large piece go', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heldBytes = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = heldBytes();
  const samples = Array.from({ length: 20 }, (_, index) => {
    const sample = new TextSample();
    sample.add(String.fromCharCode(97 + index).repeat(1_000_000));
    return sample;
  });
  expect(heldBytes() - before).toBeLessThan(4_000_000);
  expect(samples.every(({ isEmpty }) => !isEmpty)).toBe(true);
});

it('counts what has passed once, and again when more has', () => {
  const samples = Array.from({ length: 10 }, () => sampleOf(english.repeat(200), 4));
  const startedAt = performance.now();
  const counted = samples.map((sample) => sample.tokens());
  const tenMs = performance.now() - startedAt;
  const [sample = new TextSample()] = samples;
  const againAt = performance.now();
  for (let again = 0; again < 1_000; again += 1) sample.tokens();
  expect(performance.now() - againAt).toBeLessThan(tenMs);
  expect(sample.tokens()).toBe(counted[0]);
  sample.add(english.repeat(100));
  expect(sample.tokens()).toBeGreaterThan((counted[0] ?? 0) * 1.4);
});
