import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from './command-context.js';
import { cell, describeObject, limitsCell } from './describe-object.js';
import { given, type LimitOptions, limitsOf, withLimitOptions } from './limit-options.js';
import { renderTable } from './render-table.js';

interface OrganizationOptions extends LimitOptions {
  readonly name?: string;
}

interface CreditOptions {
  readonly add?: string;
  readonly note?: string;
  readonly idempotencyKey?: string;
}

const path = '/admin/v1/organizations';

const amount = (text: string): string => {
  if (!/^-?\d{1,9}(\.\d{1,9})?$/.test(text)) throw new InvalidArgumentError('Expected dollars as in 25, 0.5 or -5.');
  return text;
};

/** `beluga organizations …` */
export function organizationCommands({ client, print }: CommandContext): Command {
  const organizations = new Command('organizations').description('Organizations: create, list, show, update, credit');
  const body = ({ name, ...options }: OrganizationOptions) => given({ name, limits: limitsOf(options) });

  withLimitOptions(
    organizations
      .command('create <id>')
      .description('makes an organization, whose keys share its limits')
      .option('--name <name>', 'its name in full'),
  ).action(async (id: string, options: OrganizationOptions) => {
    const organization = await client().call('POST', path, { id, ...body(options) });
    print(organization, () => describeObject(organization));
  });

  organizations
    .command('list')
    .description('lists organizations by id')
    .action(async () => {
      const rows = await client().list(path, { limit: '100' }, true);
      print(rows, () =>
        renderTable(
          ['id', 'name', 'created_at', 'limits'],
          rows.map((row) => [
            ...['id', 'name', 'created_at'].map((column) => cell(column, row[column])),
            limitsCell(row['limits']),
          ]),
        ),
      );
    });

  organizations
    .command('show <id>')
    .description('shows one organization')
    .action(async (id: string) => {
      const organization = await client().call('GET', `${path}/${encodeURIComponent(id)}`);
      print(organization, () => describeObject(organization));
    });

  withLimitOptions(
    organizations
      .command('update <id>')
      .description('changes what is named')
      .option('--name <name>', 'its name in full'),
  ).action(async (id: string, options: OrganizationOptions) => {
    const organization = await client().call('PATCH', `${path}/${encodeURIComponent(id)}`, body(options));
    print(organization, () => describeObject(organization));
  });

  organizations
    .command('credit <id>')
    .description('shows what an organization has paid in advance; adds to it or takes away')
    .addOption(new Option('--add <dollars>', 'as in 25 or -0.5').argParser(amount))
    .option('--note <text>', 'what it is for')
    .option('--idempotency-key <text>', 'what is added twice with the same one counts once')
    .action(async (id: string, { add, note, idempotencyKey }: CreditOptions) => {
      const at = `${path}/${encodeURIComponent(id)}/credit`;
      const headers = given({ 'idempotency-key': idempotencyKey }) as Record<string, string>;
      const credit = await (add === undefined
        ? client().call('GET', at)
        : client().call('POST', at, given({ amount_usd: add, note }), { headers }));
      print(credit, () =>
        renderTable(
          ['field', 'value'],
          Object.entries(credit)
            .filter(([name]) => name !== 'object')
            .map(([name, value]) => [name, cell(name, value)]),
        ),
      );
    });

  return organizations;
}
