import { runScenario } from './run-scenario.js';
import { inTurn, type Scenario } from './scenario.js';
import { startDirect } from './start-proxies.js';

const direct = startDirect('http://127.0.0.1:1');
const floor = { ...direct, name: 'floor' as const };

function scenarioOf(fields: Partial<Scenario>, log: string[]): Scenario {
  return {
    name: 'test',
    title: 'test',
    figures: [{ key: 'cost', label: 'cost', unit: '' }],
    budgets: [],
    warmUp: ({ name }) => Promise.resolve(log.push(`warm ${name}`)),
    round: (contestants) => inTurn(contestants, ({ name }) => Promise.resolve({ cost: log.push(name) })),
    ...fields,
  };
}

it('warms up, interleaves the rounds and sums them up', async () => {
  const log: string[] = [];
  const result = await runScenario(scenarioOf({}, log), [direct, floor], 3, 1, () => undefined);
  expect(log).toEqual(['warm direct', 'warm floor', 'direct', 'floor', 'direct', 'floor', 'direct', 'floor']);
  expect(result.contestants.map(({ summary }) => summary['cost'])).toEqual([
    { median: 5, min: 3, max: 7 },
    { median: 6, min: 4, max: 8 },
  ]);
});

it('leaves direct out where it has no figure, and keeps to the scenario’s own rounds', async () => {
  const log: string[] = [];
  const scenario = scenarioOf({ skipsDirect: true, maxRounds: 1 }, log);
  await runScenario(scenario, [direct, floor], 3, 1, () => undefined);
  expect(log).toEqual(['warm floor', 'floor']);
});

it('reports a failed round without stopping the others', async () => {
  const round: Scenario['round'] = (contestants) =>
    inTurn(contestants, ({ name }) =>
      name === 'direct' ? Promise.reject(new Error('refused')) : Promise.resolve({ cost: 1 }),
    );
  const { contestants } = await runScenario(scenarioOf({ round }, []), [direct, floor], 2, 1, () => undefined);
  expect(contestants[0]).toMatchObject({ name: 'direct', failed: 'refused', summary: {} });
  expect(contestants[1]).toMatchObject({ name: 'floor', failed: undefined, summary: { cost: { median: 1 } } });
});
