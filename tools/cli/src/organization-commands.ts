import { Command } from 'commander';
import type { CommandContext } from './command-context.js';
import { cell, describeObject, limitsCell } from './describe-object.js';
import { given, type LimitOptions, limitsOf, withLimitOptions } from './limit-options.js';
import { renderTable } from './render-table.js';

interface OrganizationOptions extends LimitOptions {
  readonly name?: string;
}

const path = '/admin/v1/organizations';

/** `beluga organizations …` */
export function organizationCommands({ client, print }: CommandContext): Command {
  const organizations = new Command('organizations').description('Organizations: create, list, show, update');
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

  return organizations;
}
