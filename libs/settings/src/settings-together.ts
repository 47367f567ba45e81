import type { Setting } from './setting.js';

/** What is wrong with one variable beside others. Never shows a value that may be secret. */
export interface TogetherProblem {
  readonly name: string;
  readonly message: string;
  /** All that it is about, `name` among them. */
  readonly names: readonly string[];
}

interface Rule {
  readonly name: string;
  readonly other: string;
  /** Both as they are set or by default; undefined where neither is there. */
  readonly problem: (value: string | undefined, other: string | undefined) => string | undefined;
}

const needs = (name: string, other: string): Rule => ({
  name,
  other,
  problem: (value, beside) => (value !== undefined && beside === undefined ? `needs ${other} beside it` : undefined),
});

/** Seconds that have to be more than other ones. */
const above = (name: string, other: string, why: string): Rule => ({
  name,
  other,
  problem: (value, beside) =>
    Number(value) <= Number(beside) ? `must be more than ${other}, which is ${Number(beside)}: ${why}` : undefined,
});

const rules: readonly Rule[] = [
  needs('NATS_TLS_CERT', 'NATS_TLS_KEY'),
  needs('NATS_TLS_KEY', 'NATS_TLS_CERT'),
  needs('RELAY_TLS_CERT', 'RELAY_TLS_KEY'),
  needs('RELAY_TLS_KEY', 'RELAY_TLS_CERT'),
  // Silence would let in who was to be kept out.
  needs('RELAY_TLS_CLIENT_CA', 'RELAY_TLS_CERT'),
  above(
    'BILLING_SWEEP_AFTER_SECONDS',
    'COMPLETION_TIMEOUT_SECONDS',
    'a completion that still runs would be booked as an estimate',
  ),
];

/**
 * What is wrong with variables together, each of which may be right by itself. A rule is for those who know all of its
 * variables: a service its own, and who looks at a whole installation those of several services.
 */
export function settingsTogether(
  environment: Readonly<Record<string, string | undefined>>,
  known: readonly Setting[],
): readonly TogetherProblem[] {
  return rules.flatMap(({ name, other, problem }) => {
    const names = [name, other];
    const both = names.map((one) => known.find((setting) => setting.name === one));
    const isSet = names.some((one) => isThere(environment[one]));
    if (!isSet || both.includes(undefined)) return [];
    const [value, beside] = both.map((setting) => {
      const given = environment[setting?.name ?? ''];
      return isThere(given) ? given : setting?.default;
    });
    const message = problem(value, beside);
    return message === undefined ? [] : [{ name, message, names }];
  });
}

const isThere = (value: string | undefined): boolean => value !== undefined && value !== '';
