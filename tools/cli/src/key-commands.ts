import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from './command-context.js';
import { cell, describeObject, limitsCell } from './describe-object.js';
import { given, type LimitOptions, limitsOf, withLimitOptions } from './limit-options.js';
import { readDuration, readMoment } from './read-duration.js';
import { renderTable } from './render-table.js';

interface KeyOptions extends LimitOptions {
  readonly name?: string;
  readonly organization?: string;
  readonly models?: readonly string[];
  readonly scopes?: readonly string[];
  readonly expires?: number;
}

const list = (text: string): string[] => text.split(',').map((item) => item.trim());
const models = (text: string): string[] => (text === 'all' ? [] : list(text).filter(Boolean));
const scopes = (text: string): string[] => {
  const asked = list(text);
  if (asked.every((scope) => scope === 'completions' || scope === 'admin')) return asked;
  throw new InvalidArgumentError('Expected completions, admin, or both with a comma.');
};

/** `beluga keys …` */
export function keyCommands({ client, print }: CommandContext): Command {
  const keys = new Command('keys').description('API keys: create, list, show, update, rotate, revoke');
  const body = ({ name, organization, expires, ...options }: KeyOptions) =>
    given({
      name,
      organization,
      models: options.models,
      scopes: options.scopes,
      expires_at: expires,
      limits: limitsOf(options),
    });
  const keyOptions = (command: Command) =>
    withLimitOptions(
      command
        .addOption(new Option('--models <ids>', 'models that it may use, with commas; "all"').argParser(models))
        .addOption(new Option('--expires <when>', 'a day, a time, or a span as in 30d').argParser(readMoment)),
    );

  keyOptions(
    keys
      .command('create')
      .description('makes a key and shows it, once')
      .requiredOption('--name <name>', 'what it is for')
      .option('--organization <id>', 'who pays (default: "default")')
      .addOption(new Option('--scopes <scopes>', 'completions (default), admin').argParser(scopes)),
  ).action(async (options: KeyOptions) => {
    const key = await client().call('POST', '/admin/v1/keys', body(options));
    print(key, () => `${describeObject(key)}\nThe key is shown only this once.\n`);
  });

  keys
    .command('list')
    .description('lists keys in the order in which they were made')
    .option('--organization <id>', 'only those of one organization')
    .option('--limit <number>', 'only so many, 100 at most; all otherwise')
    .option('--after <id>', 'only those made after this one')
    .action(async ({ organization, limit, after }: { organization?: string; limit?: string; after?: string }) => {
      const query = given({ organization, limit: limit ?? '100', after }) as Record<string, string>;
      const rows = await client().list('/admin/v1/keys', query, limit === undefined);
      const columns = ['id', 'name', 'public_id', 'organization', 'last_used_at', 'expires_at', 'revoked_at'];
      print(rows, () =>
        renderTable(
          [...columns, 'limits'],
          rows.map((row) => [...columns.map((column) => cell(column, row[column])), limitsCell(row['limits'])]),
        ),
      );
    });

  keys
    .command('show <id>')
    .description('shows one key')
    .action(async (id: string) => {
      const key = await client().call('GET', at(id));
      print(key, () => describeObject(key));
    });

  keyOptions(
    keys.command('update <id>').description('changes what is named').option('--name <name>', 'what it is for'),
  ).action(async (id: string, options: KeyOptions) => {
    const key = await client().call('PATCH', at(id), body(options));
    print(key, () => describeObject(key));
  });

  keys
    .command('rotate <id>')
    .description('gives the key a new secret and shows it, once')
    .addOption(
      new Option('--overlap <span>', 'the former secret works so long, as in 24h').argParser(readDuration).default(0),
    )
    .action(async (id: string, { overlap }: { overlap: number }) => {
      const key = await client().call('POST', `${at(id)}/rotate`, { overlap_seconds: overlap });
      print(key, () => `${describeObject(key)}\nThe key is shown only this once.\n`);
    });

  keys
    .command('revoke <id>')
    .description('ends a key for good, within a second on every gateway')
    .action(async (id: string) => {
      const key = await client().call('POST', `${at(id)}/revoke`);
      print(key, () => describeObject(key));
    });

  return keys;
}

function at(id: string): string {
  return `/admin/v1/keys/${encodeURIComponent(id)}`;
}
