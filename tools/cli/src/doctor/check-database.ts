import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '@belugapi/up';
import pg from 'pg';
import type { Finding } from '../finding.js';
import { type Check, fine, unknown, unreached, wrong } from './doctor-context.js';

const setting = 'DATABASE_URL';
const oldestPostgres = 15;

/** The PostgreSQL server, and how far the schemas of auth and billing in it are. */
export const checkDatabase: Check = {
  name: 'database',
  run: async ({ variables, isRemote, ready }, signal) => {
    const url = variables[setting];
    if (url === undefined) {
      if (isRemote) return [unknown('database', 'is not set here', setting)];
      return [
        ready ? fine('database', 'embedded') : unknown('database', 'not set here: it would be embedded', setting),
      ];
    }
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 4_000, query_timeout: 4_000 });
    client.on('error', () => undefined);
    signal.addEventListener('abort', () => void client.end().catch(() => undefined));
    try {
      await client.connect();
    } catch (error) {
      const { message, code } = error as { message?: string; code?: string };
      const told = error instanceof pg.DatabaseError ? wrong : unreached({ isRemote });
      return [told('database', `cannot be used: ${message || 'no answer'}${code ? ` (${code})` : ''}`, setting)];
    }
    const version = await client.query<{ number: number; text: string }>(
      `select current_setting('server_version_num')::int as number, current_setting('server_version') as text`,
    );
    const { number = 0, text = '' } = version.rows[0] ?? {};
    if (number < oldestPostgres * 10_000)
      return [wrong('database', `PostgreSQL ${text}: ${oldestPostgres} or newer is needed`, setting)];
    const auth = await schemaFinding(client, 'auth');
    const billing = await schemaFinding(client, 'billing');
    const found = [auth, billing].filter((finding) => finding !== undefined);
    return [fine('database', `PostgreSQL ${text}`), ...found, ...missing(auth, billing)];
  },
};

// Either service may have a database of its own.
function missing(auth: Finding | undefined, billing: Finding | undefined): Finding[] {
  if (auth && billing) return [];
  if (!auth && !billing)
    return [wrong('schemas', `of auth and billing are not there: ${commandOf('auth')}, and billing’s`, setting)];
  const service = auth ? 'billing' : 'auth';
  return [unknown(`schema ${service}`, `is not there: has it a database of its own? Else ${commandOf(service)}`)];
}

const commandOf = (service: string) => `run \`node apps/${service}/dist/migrate.js\``;

/** Undefined where the schema is not there. */
async function schemaFinding(client: pg.Client, service: string): Promise<Finding | undefined> {
  const subject = `schema ${service}`;
  const newest = await newestMigration(service);
  if (newest === undefined) return unknown(subject, 'this installation has no migrations to compare it with');
  try {
    const table = `${client.escapeIdentifier(service)}.migrations`;
    const { rows } = await client.query<{ newest: string | null }>(`select max(created_at) as newest from ${table}`);
    const applied = Number(rows[0]?.newest ?? 0);
    if (applied === newest) return fine(subject, 'is up to date');
    if (applied > newest) return unknown(subject, 'is of a newer release than this one');
    return wrong(subject, `is behind this release: ${commandOf(service)}`);
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    // Undefined table, no such schema: nothing has been migrated. 42501: another role's.
    if (code === '42P01' || code === '3F000') return undefined;
    if (code === '42501') return unknown(subject, 'this role may not read it', setting);
    return wrong(subject, message ?? 'cannot be read', setting);
  }
}

async function newestMigration(service: string): Promise<number | undefined> {
  try {
    const file = path.join(repositoryRoot, 'apps', service, 'migrations/meta/_journal.json');
    const { entries } = JSON.parse(await readFile(file, 'utf8')) as { entries: readonly { when: number }[] };
    return Math.max(...entries.map(({ when }) => when));
  } catch {
    return undefined;
  }
}
