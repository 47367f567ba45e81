import { KeyPool } from './key-pool.js';

const none: ReadonlySet<number> = new Set();
const take = (pool: KeyPool, times: number, now = 0) =>
  Array.from({ length: times }, () => pool.next(none, now)?.key).join('');

describe('KeyPool', () => {
  it('takes its keys in turn', () => {
    expect(take(new KeyPool(['a', 'b', 'c']), 7)).toBe('abcabca');
  });

  it('gives each key once to one call', () => {
    const pool = new KeyPool(['a', 'b', 'c']);
    expect(pool.next(new Set([0]))?.key).toBe('b');
    expect(pool.next(new Set([0, 1]))?.key).toBe('c');
    expect(pool.next(new Set([0, 1, 2]))).toBeUndefined();
    expect(new KeyPool([]).next(none)).toBeUndefined();
  });

  it('passes over a key while it rests', () => {
    const pool = new KeyPool(['a', 'b', 'c']);
    pool.rest(1, 1_000, 0);
    expect(take(pool, 4, 999)).toBe('acac');
    expect(take(pool, 3, 1_000)).toBe('abc');
  });

  it('lets a key rest ten seconds where the vendor says nothing', () => {
    const pool = new KeyPool(['a', 'b']);
    pool.rest(0, undefined, 0);
    expect(take(pool, 2, 9_999)).toBe('bb');
    expect(take(pool, 2, 10_000)).toBe('ab');
  });

  it('never cuts a rest short', () => {
    const pool = new KeyPool(['a', 'b']);
    pool.rest(0, 60_000, 0);
    pool.rest(0, 1_000, 0);
    expect(take(pool, 2, 59_999)).toBe('bb');
  });

  it('takes the key that rests least where all rest', () => {
    const pool = new KeyPool(['a', 'b', 'c']);
    pool.rest(0, 3_000, 0);
    pool.rest(1, 1_000, 0);
    pool.rest(2, 2_000, 0);
    expect(pool.next(none, 0)?.key).toBe('b');
    expect(pool.next(new Set([1]), 0)?.key).toBe('c');
  });
});
