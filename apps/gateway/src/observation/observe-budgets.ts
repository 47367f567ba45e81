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
  const labelNames = ['owner', 'bound', ...(keys ? ['key'] : [])];
  const gauge = (name: string, help: string, figureOf: (budget: Budget) => number) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset();
        for (const budget of money.budgets()) this.inc(labelsOf(budget, keys), dollars(figureOf(budget)));
      },
    });
  gauge('beluga_budget_limit_usd', 'The tightest limits of budgets in use.', ({ limit }) => limit);
  gauge('beluga_budget_used_usd', 'What is spent of these budgets.', ({ used }) => used);
  gauge('beluga_budget_reserved_usd', 'What is leased to gateways of these budgets.', ({ reserved }) => reserved);
  // Their sums hide one that is used up behind others that are not.
  new Gauge({
    name: 'beluga_budget_used_ratio',
    help: 'Which part is spent of the budget among them that is used up most.',
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      const parts = new Map<string, number>();
      for (const budget of money.budgets()) {
        const labels = labelsOf(budget, keys);
        const name = JSON.stringify(labels);
        const part = Math.max(parts.get(name) ?? 0, partOf(budget));
        parts.set(name, part);
        this.set(labels, part);
      }
    },
  });
}

// Nothing is left of nothing.
const partOf = ({ used, limit }: Budget) => (limit > 0 ? used / limit : 1);

function labelsOf({ owner, bound }: Budget, keys: KeyLabels | undefined): Record<string, string> {
  const labels = { owner: owner.subject.$case === 'keyId' ? 'key' : 'organization', bound: bounds[bound] };
  return keys ? { ...labels, key: keys.of(owner.publicId) } : labels;
}
