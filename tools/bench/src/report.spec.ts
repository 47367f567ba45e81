import type { Contestant } from './contestant.js';
import { formatScenario, judge } from './report.js';
import type { ContestantResult } from './run-scenario.js';
import type { Scenario } from './scenario.js';

const scenario: Scenario = {
  name: 'burst',
  title: 'streams without delay',
  figures: [
    { key: 'cpu', label: 'CPU per token', unit: 'µs' },
    { key: 'rate', label: 'throughput', unit: 'tokens/s' },
  ],
  budgets: [
    { key: 'cpu', says: '0.6 × portkey', limit: (medianOf) => 0.6 * medianOf('portkey', 'cpu') },
    { key: 'cpu', says: '2.5 × floor', limit: (medianOf) => 2.5 * medianOf('floor', 'cpu') },
    { key: 'rate', says: '30,000', limit: () => 30_000, atLeast: true },
  ],
  round: () => Promise.resolve(new Map()),
};

function result(name: Contestant['name'], figures: Record<string, number>, failed?: string): ContestantResult {
  const entries = Object.entries(figures).map(([key, value]) => [key, { median: value, min: value, max: value }]);
  return { name, rounds: [], failed, summary: Object.fromEntries(entries) as ContestantResult['summary'] };
}

const floor = result('floor', { cpu: 2, rate: 200_000 });
const portkey = result('portkey', { cpu: 6, rate: 100_000 });
const ours = result('belugapi', { cpu: 4, 'cpu:gateway': 2.5, 'cpu:worker': 1.5, rate: 50_000 });

it('judges a budget by its reference', () => {
  const all = { scenario, contestants: [floor, portkey, ours] };
  const verdicts = scenario.budgets.map((budget) => judge(budget, all));
  expect(verdicts.map(({ met }) => met)).toEqual([false, true, true]);
  expect(verdicts[0]).toMatchObject({ value: 4, limit: expect.closeTo(3.6) as number });
});

it('judges nothing without a reference, or without ours', () => {
  const verdicts = (contestants: ContestantResult[]) =>
    scenario.budgets.map((budget) => judge(budget, { scenario, contestants }).met);
  expect(verdicts([floor, ours])).toEqual([undefined, true, true]);
  expect(verdicts([floor, portkey])).toEqual([undefined, undefined, undefined]);
});

it('formats ratios and budgets, and says who failed', () => {
  const broken = result('direct', {}, 'direct: 503 overloaded');
  const text = formatScenario({ scenario, contestants: [broken, floor, portkey, ours] });
  const contestants = ['floor', 'portkey', 'belugapi'];
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));
  expect(cells.slice(2).map((row) => row[2])).toEqual([...contestants, ...contestants]);
  expect(cells[4]?.slice(3, 8)).toEqual([
    '4',
    '4 … 4',
    '0.67',
    '2.00',
    '≤ 0.6 × portkey = 3.60: MISSED; ≤ 2.5 × floor = 5: met',
  ]);
  expect(cells[7]?.[7]).toBe('≥ 30,000: met');
  expect(text).toContain('CPU per token, µs, by process of belugapi: gateway 2.50, worker 1.50');
  expect(text).toContain('direct FAILED: direct: 503 overloaded');
});
