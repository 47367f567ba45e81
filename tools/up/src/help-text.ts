import { launcherSettings } from './launcher-config.js';

/** The text of `--help`. */
export function helpText(): string {
  const width = Math.max(...launcherSettings.map(({ name }) => name.length)) + 2;
  const rows = launcherSettings.map((row) => {
    return `  ${row.name.padEnd(width)}${(row.default ?? '-').padEnd(14)}${row.description.replaceAll('`', '')}`;
  });
  return [
    'Usage: npm start',
    '',
    'Runs the whole of BelugAPI on this machine until ctrl-c. It is set up by environment variables:',
    '',
    `  ${'variable'.padEnd(width)}${'default'.padEnd(14)}meaning`,
    ...rows,
  ].join('\n');
}
