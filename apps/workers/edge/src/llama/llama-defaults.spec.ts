import { llamaDefaults } from './llama-defaults.js';

const mebibyte = 1024 * 1024;

describe('llamaDefaults', () => {
  it.each([
    [2 * mebibyte, 8, { threads: 1, flashAttention: false, cacheType: 'F32' }],
    [40 * mebibyte, 8, { threads: 1, flashAttention: 'auto' }],
    [4_000 * mebibyte, 8, { threads: 7, flashAttention: 'auto' }],
    [4_000 * mebibyte, 1, { threads: 1, flashAttention: 'auto' }],
  ])('runs %d bytes on %d cores', (bytes, cores, expected) => {
    expect(llamaDefaults(bytes, cores)).toEqual(expected);
  });
});
