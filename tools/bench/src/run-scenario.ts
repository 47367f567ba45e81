import type { Contestant } from './contestant.js';
import type { Figures, RoundResult, Scenario } from './scenario.js';
import { median } from './statistics.js';

/** Median, least and greatest of a figure over the rounds. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** All rounds of a scenario. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly contestants: readonly ContestantResult[];
}

/** The rounds of one contestant; one failed round spoils its summary. */
export interface ContestantResult {
  readonly name: Contestant['name'];
  readonly rounds: readonly RoundResult[];
  readonly failed: string | undefined;
  readonly summary: Readonly<Record<string, Summary>>;
}

/** Warms up, then runs the rounds: A B C A B C, so that a slow spell of the machine falls on all. */
export async function runScenario(
  scenario: Scenario,
  all: readonly Contestant[],
  rounds: number,
  scale: number,
  progress: (line: string) => void,
): Promise<ScenarioResult> {
  const contestants = all.filter(({ name }) => !(scenario.skipsDirect && name === 'direct'));
  for (const contestant of contestants) {
    progress(`${scenario.name}: warming up ${contestant.name}`);
    // A failure shows again, and is kept, in the first round.
    await scenario.warmUp?.(contestant).catch(() => undefined);
  }
  const results = new Map(contestants.map((contestant) => [contestant, [] as RoundResult[]]));
  const count = Math.min(rounds, scenario.maxRounds ?? rounds);
  for (let round = 1; round <= count; round++) {
    progress(`${scenario.name}: round ${round} of ${count}`);
    for (const [contestant, result] of await scenario.round(contestants, scale)) results.get(contestant)?.push(result);
  }
  return {
    scenario,
    contestants: contestants.map((contestant) => summarise(contestant.name, results.get(contestant) ?? [])),
  };
}

function summarise(name: Contestant['name'], rounds: readonly RoundResult[]): ContestantResult {
  const failed = rounds.find((round): round is { failed: string } => typeof round['failed'] === 'string')?.failed;
  const summary: Record<string, Summary> = {};
  for (const key of failed === undefined ? Object.keys(rounds[0] ?? {}) : []) {
    const values = rounds.map((round) => (round as Figures)[key]).filter((value) => value !== undefined);
    if (values.length === 0) continue;
    summary[key] = { median: median(values), min: Math.min(...values), max: Math.max(...values) };
  }
  return { name, rounds, failed, summary };
}
