import { MoneyBound } from '@belugapi/contracts';
import { Registry } from 'prom-client';
import type { Budget } from '../money/money-account.js';
import { KeyLabels } from './key-labels.js';
import { observeBudgets } from './observe-budgets.js';

const dollar = 1_000_000_000;
const figures = { bound: MoneyBound.DAILY, limit: 2 * dollar, used: dollar / 2, reserved: dollar / 4 };

function budgetOf(publicId: string | undefined): Budget {
  const subject = publicId
    ? ({ $case: 'keyId', value: 'key' } as const)
    : ({ $case: 'organizationId', value: 'acme' } as const);
  return { owner: { name: '', subject, limits: undefined, publicId }, ...figures };
}

async function shown(budgets: readonly Budget[], keys?: KeyLabels): Promise<string[]> {
  const registry = new Registry();
  observeBudgets(registry, { budgets: () => budgets }, keys);
  return (await registry.metrics()).match(/^beluga.*$/gm) ?? [];
}

test('budgets of one kind are added up', async () => {
  expect(await shown([budgetOf('one'), budgetOf('two'), budgetOf(undefined)])).toEqual([
    'beluga_budget_limit_usd{owner="key",bound="daily"} 4',
    'beluga_budget_limit_usd{owner="organization",bound="daily"} 2',
    'beluga_budget_used_usd{owner="key",bound="daily"} 1',
    'beluga_budget_used_usd{owner="organization",bound="daily"} 0.5',
    'beluga_budget_reserved_usd{owner="key",bound="daily"} 0.5',
    'beluga_budget_reserved_usd{owner="organization",bound="daily"} 0.25',
    'beluga_budget_used_ratio{owner="key",bound="daily"} 0.25',
    'beluga_budget_used_ratio{owner="organization",bound="daily"} 0.25',
  ]);
});

test('one that is used up is not hidden by others that are not', async () => {
  const budgets = [
    { ...budgetOf('one'), used: 2 * dollar },
    { ...budgetOf('two'), limit: 1_000 * dollar },
  ];
  expect(await shown(budgets)).toContain('beluga_budget_used_ratio{owner="key",bound="daily"} 1');
  expect(await shown([{ ...budgetOf('none'), limit: 0, used: 0 }])).toContain(
    'beluga_budget_used_ratio{owner="key",bound="daily"} 1',
  );
  expect(await shown(budgets, new KeyLabels(2))).toContain(
    'beluga_budget_used_ratio{owner="key",bound="daily",key="two"} 0.0005',
  );
});

test('those of keys stand apart where keys have a label', async () => {
  const all = await shown([budgetOf('one'), budgetOf('two'), budgetOf('three')], new KeyLabels(1));
  expect(all.slice(0, 2)).toEqual([
    'beluga_budget_limit_usd{owner="key",bound="daily",key="one"} 2',
    'beluga_budget_limit_usd{owner="key",bound="daily",key="other"} 4',
  ]);
});
