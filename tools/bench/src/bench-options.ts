import { parseArgs } from 'node:util';

const CONTESTANTS = ['direct', 'floor', 'portkey', 'belugapi'] as const;

/** What the command line asks for. */
export interface BenchOptions {
  readonly scenarios: readonly string[];
  readonly contestants: readonly (typeof CONTESTANTS)[number][];
  readonly rounds: number;
  /** Share of the full load, 0 to 1. */
  readonly scale: number;
  readonly json: string | undefined;
  readonly help: boolean;
}

const MAX_ROUNDS = 50;

/** The text of `--help`. */
export function helpText(scenarios: readonly string[]): string {
  return `npm run bench -- [options]

  --scenario a,b      which of ${scenarios.join(', ')} (default: all)
  --contestants a,b   which of ${CONTESTANTS.join(', ')} (default: all)
  --without-peer      leave portkey out, and do not install it
  --rounds N          rounds of each scenario, 1 to ${MAX_ROUNDS} (default 3)
  --quick             one round of a fifth of the load: shows that all works, not how fast
  --json FILE         write every figure of every round to FILE
  --help`;
}

/** Reads the arguments; throws an Error that names the option and what it takes. */
export function parseBenchOptions(args: readonly string[], known: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string' },
      contestants: { type: 'string' },
      'without-peer': { type: 'boolean', default: false },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MAX_ROUNDS) {
    throw new Error(`--rounds: a whole number from 1 to ${MAX_ROUNDS}, got ${values.rounds}`);
  }
  const contestants = choose('--contestants', values.contestants, CONTESTANTS);
  return {
    scenarios: choose('--scenario', values.scenario, known),
    contestants: contestants.filter((name) => !(name === 'portkey' && values['without-peer'])),
    rounds,
    scale: values.quick ? 0.2 : 1,
    json: values.json,
    help: values.help,
  };
}

/** The named ones, in the order in which they are known. */
function choose<T extends string>(option: string, given: string | undefined, known: readonly T[]): readonly T[] {
  if (given === undefined) return known;
  const names = given.split(',').map((name) => name.trim());
  const stranger = names.find((name) => !known.some((one) => one === name));
  if (stranger !== undefined) throw new Error(`${option}: one or more of ${known.join(', ')}, got ${stranger}`);
  return known.filter((name) => names.includes(name));
}
