import { type ModelRow, parameterNames, providers, type Support } from './model-row.js';

/**
 * The catalogue as a page of the documentation, in Markdown: who serves each id, as what, until when, and how each request
 * field fares that is not simply passed on.
 */
export function modelsPage(rows: readonly ModelRow[]): string {
  const sections = providers.map((provider) => {
    const own = rows.filter((row) => row.provider === provider);
    return [`## ${provider}`, '', ...table(own), '', ...own.flatMap(fields)].join('\n');
  });
  return `${[heading, ...sections].join('\n\n').trimEnd()}\n`;
}

const heading = `# Models

What the built-in catalogue says; \`npm run models\` writes this page from it. An operator's file (\`BELUGA_CATALOG\`, see
[operations](operations.md)) overrides any of it.

A request field is passed on, unless it stands under the model's table: _emulated_ fields are not known to the vendor and the worker stands in
for it; _left out_ ones change nothing that a caller could find wrong, and are named in \`x-beluga-dropped-params\`; _refused_ ones answer 400
\`unsupported_parameter\`, or are left out too where the caller sends \`x-beluga-unsupported: drop\`.`;

function table(rows: readonly ModelRow[]): string[] {
  const cells = rows.map((row) => [
    `\`${row.id}\``,
    row.upstreamModel === row.id ? '' : `\`${row.upstreamModel}\``,
    row.wire,
    stateOf(row),
    tokens(row.contextWindow),
    tokens(row.maxOutputTokens),
    row.input.join(', '),
    reasoningOf(row),
  ]);
  const headings = ['id', 'upstream id', 'wire', 'state', 'context', 'answer', 'input', 'reasoning'];
  const widths = headings.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)];
}

function fields({ id, parameters }: ModelRow): string[] {
  const of = (support: Support, word: string) => {
    const names = parameterNames.filter((name) => parameters[name] === support).map((name) => `\`${name}\``);
    return names.length > 0 ? [`${word} ${names.join(', ')}`] : [];
  };
  const said = [...of('emulated', 'emulated'), ...of('dropped', 'left out'), ...of('rejected', 'refused')];
  return said.length > 0 ? [`- \`${id}\`: ${said.join('; ')}`] : [];
}

function stateOf({ state, replacement, substitute }: ModelRow): string {
  const dated = state.kind === 'active' || state.date === undefined ? state.kind : `${state.kind} ${state.date}`;
  if (substitute !== undefined) return `${dated}, served by \`${substitute}\``;
  return replacement === undefined ? dated : `${dated}, successor \`${replacement}\``;
}

function reasoningOf({ reasoning: { mode, efforts, defaultEffort, budget } }: ModelRow): string {
  const levels = efforts.map((effort) => (effort === defaultEffort ? `**${effort}**` : effort)).join(' ');
  const tokensOf = budget ? `${budget.minimum}–${budget.maximum} tokens` : '';
  return [mode, levels, tokensOf].filter(Boolean).join(': ');
}

function tokens(count: number | undefined): string {
  return count === undefined ? '' : String(count);
}
