import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { priceUsage } from '@belugapi/completion';
import { TokenUsage, UsageSource } from '@belugapi/contracts';
import { modelRows } from '@belugapi/model-catalog';
import { repositoryRoot } from '@belugapi/up';
import { chargeOf, type ChargePolicy, chargePolicies } from './charge-policy.js';
import type { outcomes } from './billing-schema.js';

const price = { version: 'v', input: 1_000_000, output: 10_000_000, cacheRead: 100_000, audioOutput: 20_000_000 };
const usage = TokenUsage.create({
  source: UsageSource.PROVIDER,
  uncachedInput: 1_000,
  cacheRead: 1_000,
  visibleOutput: 100,
  reasoning: 50,
  audioOutput: 10,
});
const whole = 1_000n + 100n + 1_000n + 500n + 200n;
type Outcome = (typeof outcomes)[number];

describe('what is charged', () => {
  it.each<[ChargePolicy, Outcome, number | null, bigint]>([
    ['delivered', 'completed', null, whole],
    ['delivered', 'completed', 3, whole],
    ['upstream', 'cancelled', 0, whole],
    ['upstream', 'failed', 0, whole],
    ['none', 'cancelled', 40, 0n],
    ['none', 'failed', null, 0n],
    ['none', 'abandoned', null, 0n],
    ['delivered', 'cancelled', 40, 1_100n + 400n],
    ['delivered', 'cancelled', 0, 1_100n],
    ['delivered', 'cancelled', 120, 1_100n + 1_200n],
    ['delivered', 'cancelled', 155, 1_100n + 1_500n + 100n],
    ['delivered', 'cancelled', 1_000, whole],
    ['delivered', 'cancelled', null, whole],
    ['delivered', 'failed', 40, 1_100n + 400n],
    ['delivered', 'failed', 0, 0n],
    ['delivered', 'failed', null, whole],
    ['delivered', 'abandoned', null, whole],
  ])('%s: %s, of which %s tokens were delivered', (policy, outcome, deliveredOutput, charged) => {
    expect(chargeOf({ outcome, usage, deliveredOutput }, price, policy)).toEqual({ cost: whole, charged });
  });

  it('is nothing where nothing is known to be used, and for a failure that showed nothing', () => {
    for (const policy of chargePolicies) {
      const unused = { outcome: 'failed' as const, usage: undefined, deliveredOutput: null };
      expect(chargeOf(unused, price, policy)).toEqual({ cost: 0n, charged: 0n });
    }
    const prompt = TokenUsage.create({ source: UsageSource.ESTIMATED, uncachedInput: 1_000 });
    const refused = { outcome: 'failed' as const, usage: prompt, deliveredOutput: null };
    expect(chargeOf(refused, price, 'delivered')).toEqual({ cost: 1_000n, charged: 0n });
  });

  it('is never more than the cost, and never less for more that was delivered', () => {
    for (const { prices } of modelRows) {
      if (!prices) continue;
      let before = 0n;
      for (let delivered = 0; delivered <= 200; delivered += 1) {
        const { cost, charged } = chargeOf(
          { outcome: 'cancelled', usage, deliveredOutput: delivered },
          prices,
          'delivered',
        );
        expect(charged <= cost && charged >= before).toBe(true);
        before = charged;
      }
    }
  });
});

interface Recording {
  readonly usage: Readonly<Record<string, number>> | null;
}

describe('recorded usages', () => {
  const file = path.join(
    process.env['BELUGA_FIXTURES'] ?? path.join(repositoryRoot, '../shared/fixtures'),
    'expected.json',
  );
  const recordings = existsSync(file)
    ? Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Recording>).filter(([, one]) => one.usage)
    : [];

  it('cost the sum of their classes at every price of the catalogue', () => {
    if (recordings.length === 0) console.info(`no recordings at ${file} (BELUGA_FIXTURES): nothing was priced`);
    for (const [, { usage: told }] of recordings) {
      const recorded = TokenUsage.create({
        source: UsageSource.PROVIDER,
        uncachedInput: (told?.['prompt_tokens'] ?? 0) - (told?.['cached_tokens'] ?? 0),
        cacheRead: told?.['cached_tokens'],
        visibleOutput: (told?.['completion_tokens'] ?? 0) - (told?.['reasoning_tokens'] ?? 0),
        reasoning: told?.['reasoning_tokens'],
      });
      for (const { prices } of modelRows) {
        if (!prices) continue;
        const { total, classes } = priceUsage(recorded, prices);
        expect(Object.values(classes).reduce((sum, cost) => sum + cost, 0n)).toBe(total);
        const table =
          prices.longContext && (told?.['prompt_tokens'] ?? 0) > prices.longContext.aboveInputTokens
            ? prices.longContext
            : prices;
        const exact =
          recorded.uncachedInput * table.input +
          (recorded.cacheRead ?? 0) * (table.cacheRead ?? table.input) +
          (recorded.visibleOutput + (recorded.reasoning ?? 0)) * table.output;
        expect(Math.abs(Number(total) - exact / 1_000_000)).toBeLessThanOrEqual(2);
        const charge = chargeOf({ outcome: 'completed', usage: recorded, deliveredOutput: null }, prices, 'delivered');
        expect(charge).toEqual({ cost: total, charged: total });
      }
    }
  });
});
