import type { Finding } from './finding.js';

/** Findings for a terminal: those that need a change, then the rest, and how many there are. */
export function describeFindings(findings: readonly Finding[]): string {
  const order = ['error', 'warning', 'unknown', 'ok'] as const;
  const lines = order.flatMap((severity) =>
    findings
      .filter((finding) => finding.severity === severity)
      .map(({ subject, message, setting }) => {
        const change = setting !== undefined && !subject.endsWith(setting) ? ` [${setting}]` : '';
        return `${severity.padEnd(9)}${subject}: ${message}${change}`.replaceAll(/\p{Cc}/gu, ' ');
      }),
  );
  const count = (severity: Finding['severity'], words: string) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${words}`];
  };
  const summary = [
    ...count('error', 'wrong'),
    ...count('warning', 'to look at'),
    ...count('unknown', 'not checked'),
    ...count('ok', 'fine'),
  ];
  return `${[...lines, summary.length > 0 ? summary.join(', ') : 'nothing is wrong'].join('\n')}\n`;
}
