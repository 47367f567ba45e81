import { MoneyBound } from '@belugapi/contracts';
import { Gauge, type Registry } from 'prom-client';
import { dollars } from '../answer/usage-body.js';
import type { Budget } from '../money/money-account.js';
import type { MoneyLimiter } from '../money/money-limiter.js';
import type { KeyLabels } from './key-labels.js';

const bounds: Readonly<Record<MoneyBound, string>> = {
  [MoneyBound.UNSPECIFIED]: 'total',
  [MoneyBound.TOTAL]: 'total',
  [MoneyBound.DAILY]: 'daily',
  [MoneyBound.MONTHLY]: 'monthly',
  [MoneyBound.CREDIT]: 'credit',
};

/**
 * Exports the budgets that requests of the last minutes spent of, each by the tightest of its limits, as billing last told of
 * them: the figures are those of all gateways. Budgets of one kind are added up, those of keys with a label apart.
 */
export function observeBudgets(
  registry: Registry,
  money: Pick<MoneyLimiter, 'budgets'>,
  keys: KeyLabels | undefined,
): void {
  const gauge = (name: string, help: string, figureOf: (budget: Budget) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['owner', 'bound', ...(keys ? ['key'] : [])],
      registers: [registry],
      collect() {
        this.reset();
        for (const budget of money.budgets()) this.inc(labelsOf(budget, keys), dollars(figureOf(budget)));
      },
    });
  gauge('beluga_budget_limit_usd', 'The tightest limits of budgets in use.', ({ limit }) => limit);
  gauge('beluga_budget_used_usd', 'What is spent of these budgets.', ({ used }) => used);
  gauge('beluga_budget_reserved_usd', 'What is leased to gateways of these budgets.', ({ reserved }) => reserved);
}

function labelsOf({ owner, bound }: Budget, keys: KeyLabels | undefined): Record<string, string> {
  const labels = { owner: owner.subject.$case === 'keyId' ? 'key' : 'organization', bound: bounds[bound] };
  return keys ? { ...labels, key: keys.of(owner.publicId) } : labels;
}
