import { CompletionRequest } from '@belugapi/contracts';
import { toSamplingOptions } from './sampling-options.js';

describe('toSamplingOptions', () => {
  it('takes OpenAI’s defaults', () => {
    expect(toSamplingOptions(CompletionRequest.fromPartial({}))).toMatchObject({
      temperature: 1,
      topP: 1,
      minP: 0,
      frequencyPenalty: 0,
      presencePenalty: 0,
    });
  });

  it('keeps a caller’s zero', () => {
    const options = toSamplingOptions(CompletionRequest.fromPartial({ temperature: 0, topP: 0, seed: 0 }));
    expect(options).toMatchObject({ temperature: 0, topP: 0, seed: 0 });
  });

  it.each([
    [7, 7],
    [-1, 0xff_ff_ff_fe],
    [2 ** 32 + 5, 5],
    [Number.MAX_SAFE_INTEGER, 0xff_ff_ff_fe],
  ])('fits seed %d into llama.cpp’s 32 bits, but never the one that means random', (seed, expected) => {
    expect(toSamplingOptions(CompletionRequest.fromPartial({ seed })).seed).toBe(expected);
  });

  it('gives every request without a seed one of its own', () => {
    const seeds = Array.from({ length: 20 }, () => toSamplingOptions(CompletionRequest.fromPartial({})).seed);
    expect(new Set(seeds).size).toBe(20);
  });
});
