import { Balance, MoneyLimits } from '@belugapi/contracts';
import { moneyLeft } from './money-left.js';

const balance = Balance.create({
  totalNanoUsd: 7_000_000_000,
  dailyNanoUsd: 1_500_000_001,
  monthlyNanoUsd: 3_000_000_000,
  reservedNanoUsd: 250_000_000,
});
const lastMinute = new Date('2026-12-31T23:59:00Z');

test('what each limit leaves, until its UTC day or month ends', () => {
  const limits = MoneyLimits.create({ dailyNanoUsd: 2_000_000_000, monthlyNanoUsd: 2_500_000_000 });
  expect(moneyLeft(limits, balance, lastMinute)).toEqual({
    daily_usd: { limit: 2, remaining: 0.499999999, reset_after_ms: 60_000 },
    // More was spent than a limit that was lowered since.
    monthly_usd: { limit: 2.5, remaining: 0, reset_after_ms: 60_000 },
    reserved_usd: 0.25,
  });
  const midday = new Date('2026-02-28T12:00:00Z');
  expect(moneyLeft(limits, balance, midday)).toMatchObject({
    daily_usd: { reset_after_ms: 43_200_000 },
    monthly_usd: { reset_after_ms: 43_200_000 },
  });
});

test('a total has no end, and where nothing is limited there is nothing to tell', () => {
  expect(moneyLeft(MoneyLimits.create({ totalNanoUsd: 0 }), balance, lastMinute)).toEqual({
    total_usd: { limit: 0, remaining: 0 },
    reserved_usd: 0.25,
  });
  expect(moneyLeft(MoneyLimits.create(), balance, lastMinute)).toBeUndefined();
  expect(moneyLeft(undefined, balance, lastMinute)).toBeUndefined();
});
