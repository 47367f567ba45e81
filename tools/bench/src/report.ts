import { cpus, release, totalmem } from 'node:os';
import type { ContestantResult, ScenarioResult } from './run-scenario.js';
import type { Budget, MedianOf } from './scenario.js';

/** A budget held against the medians of one run. */
export interface Verdict {
  readonly says: string;
  readonly limit: number;
  readonly value: number;
  readonly met: boolean | undefined;
}

/** A ratio to each of these that took part is shown. */
const REFERENCES = ['portkey', 'floor', 'engine', 'no-limits'] as const;

/** One line on the machine, without which no figure means anything. */
export function machineLine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${model}, ${processors.length} cores, ${memory} GiB, ${process.platform} ${release()}, Node ${process.versions.node}`;
}

/** Whether ours keeps a budget; `met` is undefined when it or its reference was not measured. */
export function judge(budget: Budget, result: ScenarioResult): Verdict {
  const medianOf: MedianOf = (name, key) =>
    result.contestants.find((one) => one.name === name)?.summary[key]?.median ?? NaN;
  const value = medianOf('belugapi', budget.key);
  const limit = budget.limit(medianOf);
  const known = !Number.isNaN(value) && !Number.isNaN(limit);
  return {
    says: budget.says,
    limit,
    value,
    met: known ? (budget.atLeast ? value >= limit : value <= limit) : undefined,
  };
}

/** The table of a scenario: a line per figure and contestant, with ratios and, for ours, the budgets. */
export function formatScenario(result: ScenarioResult): string {
  const { scenario, contestants } = result;
  const references = REFERENCES.filter((name) => contestants.some((one) => one.name === name));
  const rows = [['', '', 'median', 'min … max', ...references.map((name) => `÷ ${name}`), 'budget']];
  for (const { key, label, unit } of scenario.figures) {
    let title = unit ? `${label}, ${unit}` : label;
    for (const contestant of contestants) {
      const summary = contestant.summary[key];
      if (!summary) continue;
      const ratio = (name: string) => {
        const other = contestants.find((one) => one.name === name)?.summary[key]?.median;
        return other && contestant.name !== name ? (summary.median / other).toFixed(2) : '';
      };
      rows.push([
        title,
        contestant.name,
        format(summary.median),
        `${format(summary.min)} … ${format(summary.max)}`,
        ...references.map(ratio),
        contestant.name === 'belugapi' ? budgetsOf(result, key) : '',
      ]);
      title = '';
    }
  }
  const notes = [...breakdowns(result), ...failures(contestants)];
  return [`## ${scenario.name}: ${scenario.title}`, '', align(rows), '', ...notes.flatMap((note) => [note, ''])].join(
    '\n',
  );
}

function budgetsOf(result: ScenarioResult, key: string): string {
  return result.scenario.budgets
    .filter((budget) => budget.key === key)
    .map((budget) => {
      const { says, limit, met } = judge(budget, result);
      const sign = budget.atLeast ? '≥' : '≤';
      const bound = says === format(limit) ? says : `${says} = ${format(limit)}`;
      return met === undefined ? `${sign} ${says}: not measured` : `${sign} ${bound}: ${met ? 'met' : 'MISSED'}`;
    })
    .join('; ');
}

/** Which process of ours a figure is made of: where to look first when it is too high. */
function breakdowns({ scenario, contestants }: ScenarioResult): string[] {
  const ours = Object.entries(contestants.find(({ name }) => name === 'belugapi')?.summary ?? {});
  return scenario.figures.flatMap(({ key, label, unit }) => {
    const parts = ours.filter(([part]) => part.startsWith(`${key}:`));
    const list = parts.map(([part, { median }]) => `${part.slice(key.length + 1)} ${format(median)}`).join(', ');
    return parts.length > 0 ? [`${label}, ${unit}, by process of belugapi: ${list}`] : [];
  });
}

function failures(contestants: readonly ContestantResult[]): string[] {
  return contestants.flatMap(({ name, failed }) => (failed === undefined ? [] : [`${name} FAILED: ${failed}`]));
}

/** Three significant digits, and whole numbers above a thousand. */
function format(value: number): string {
  if (Number.isNaN(value)) return '–';
  return Math.abs(value) >= 1000 || Number.isInteger(value)
    ? Math.round(value).toLocaleString('en')
    : value.toPrecision(3);
}

/** Pads cells into columns, as a Markdown table. */
function align(rows: readonly string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const isNumber = (column: number) => column >= 2 && column < widths.length - 1;
  const lines = rows.map((row) =>
    row.map((cell, column) =>
      isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    ),
  );
  const rule = widths.map((width, column) => '-'.repeat(width - 1) + (isNumber(column) ? ':' : '-'));
  return [...lines.slice(0, 1), rule, ...lines.slice(1)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
