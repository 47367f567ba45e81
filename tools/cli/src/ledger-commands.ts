import { Command, InvalidArgumentError, Option } from 'commander';
import type { AdminObject } from './admin-client.js';
import type { CommandContext } from './command-context.js';
import { cell } from './describe-object.js';
import { given } from './limit-options.js';
import { renderTable } from './render-table.js';
import { RequestError } from './request-error.js';

// It reads every row.
const verifyTimeoutMs = 130_000;
const columns = [
  'id',
  'completion_id',
  'attempt',
  'organization_id',
  'model',
  'outcome',
  'source',
  'prompt_tokens',
  'completion_tokens',
  'charged_nano_usd',
  'created_at',
];

const whole = (text: string): string => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return text;
};

/** `beluga ledger …` */
export function ledgerCommands({ client, print }: CommandContext): Command {
  const ledger = new Command('ledger').description('The ledger: verify, list');

  ledger
    .command('verify')
    .description('compares balances and sums of hours with the rows; exits with 1 where they differ')
    .action(async () => {
      const told = await client().call('POST', '/admin/v1/ledger/verify', undefined, {
        timeoutMs: verifyTimeoutMs,
      });
      print(told, () => describeVerification(told));
      if (told['agrees'] !== true) throw new RequestError('the ledger does not agree with what is kept of it');
    });

  ledger
    .command('list')
    .description('lists rows, oldest first')
    .addOption(new Option('--after <id>', 'only rows after this one').argParser(whole))
    .addOption(new Option('--limit <number>', 'only so many, 1,000 at most').argParser(whole))
    .option('--organization <id>', 'only those of one organization')
    .option('--key <id>', 'only those of one key')
    .action(async (options: Readonly<Record<string, string>>) => {
      const rows = await client().list('/admin/v1/ledger', given(options) as Record<string, string>, false);
      print(rows, () =>
        renderTable(
          columns,
          rows.map((row) => columns.map((column) => cell(column, row[column]))),
        ),
      );
    });

  return ledger;
}

function describeVerification(told: AdminObject): string {
  const differences = told['differences'] as readonly AdminObject[];
  const summary = `${Number(told['rows'])} rows, ${Number(told['subjects'])} balances, ${Number(told['difference_count'])} differences\n`;
  if (differences.length === 0) return summary;
  const names = ['subject', 'figure', 'expected', 'found'];
  return (
    renderTable(
      names,
      differences.map((difference) => names.map((name) => cell(name, difference[name]))),
    ) + summary
  );
}
