import { nanoDollars } from './nano-dollars.js';

describe('nanoDollars', () => {
  it.each([
    [0, 0],
    ['0', 0],
    [1.75, 1_750_000_000],
    ['1.750', 1_750_000_000],
    // 0.1345 * 1e9 and 1.1 * 1e9 are off in floating point.
    [0.1345, 134_500_000],
    [1.1, 1_100_000_000],
    ['0.000000001', 1],
    [168, 168_000_000_000],
    [1_000_000, 1_000_000_000_000_000],
  ])('reads %p exactly', (dollars, nano) => {
    expect(nanoDollars(dollars)).toBe(nano);
  });

  it.each([-1, '-0', '+1', 1e-7, '1e3', '', ' 1', '.5', '1.', '0.0000000001', 1_000_000.1, '10000000', NaN, Infinity])(
    'refuses %p',
    (dollars) => {
      expect(() => nanoDollars(dollars)).toThrow(RangeError);
    },
  );
});
