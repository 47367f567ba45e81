import { dollarAmount, signedDollarAmount } from './dollar-amount.js';

test.each([
  [25, 25_000_000_000],
  ['0.5', 500_000_000],
  ['0.000000001', 1],
  // As JSON writes them, in our own answers too.
  [1e-9, 1],
  [5e-7, 500],
  [1_000_000, 1e15],
  [0, 0],
])('%p dollars', (amount, nano) => {
  expect(dollarAmount.parse(amount)).toBe(nano);
  expect(signedDollarAmount.parse(amount)).toBe(nano);
});

test.each([
  [-5, -5_000_000_000],
  ['-0.5', -500_000_000],
  [-1.5e-8, -15],
])('%p dollars, where a sign may stand', (amount, nano) => {
  expect(dollarAmount.safeParse(amount).success).toBe(false);
  expect(signedDollarAmount.parse(amount)).toBe(nano);
});

test.each([1_000_001, -1_000_001, 1e-10, 1.5e-9, '', '--1', '+1', '1e3', '1,5', '0.0000000001', '1000001', null])(
  '%p is no amount',
  (amount) => {
    for (const schema of [dollarAmount, signedDollarAmount]) expect(schema.safeParse(amount).success).toBe(false);
  },
);

test('says what is one', () => {
  const problemOf = (schema: typeof dollarAmount) => schema.safeParse('much').error?.issues[0]?.message;
  expect(problemOf(dollarAmount)).toBe('must be an amount of US dollars, as in 25 or "0.5"');
  expect(problemOf(signedDollarAmount)).toBe('must be an amount of US dollars, as in 25, -5 or "0.5"');
});
