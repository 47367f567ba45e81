import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeWithPostgres, startTestPostgres, type TestPostgres } from '@belugapi/testing';
import { repositoryRoot } from '@belugapi/up';
import { read } from './settings.js';

describeWithPostgres('a backup, as docs/deployment.md has it for docker compose', () => {
  let folder: string;
  let postgres: TestPostgres;
  let server: URL;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'belugapi-backup-'));
    postgres = await startTestPostgres();
    server = new URL(await postgres.createDatabase('any'));
  }, 60_000);
  afterAll(async () => {
    await postgres.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const sql = (database: string, ...commands: string[]) =>
    execFileSync(
      'psql',
      ['-h', server.hostname, '-p', server.port, '-U', 'postgres', '-v', 'ON_ERROR_STOP=1', '-qAtd', database],
      {
        input: commands.join(';\n'),
      },
    ).toString();

  /** The databases of a new machine, with passwords of its own, and what the step `billing-migration` does there. */
  function firstStart(machine: string): void {
    const secrets = path.join(folder, machine);
    const script = path.join(repositoryRoot, 'deploy/compose/make-secrets.mjs');
    execFileSync(process.execPath, [script], { env: { SECRETS_DIR: secrets } });
    sql('postgres', readFileSync(path.join(secrets, 'postgres-init/databases.sql'), 'utf8'));
    migrate(machine);
  }

  function migrate(machine: string): void {
    const environment = readFileSync(path.join(folder, machine, 'billing/service.env'), 'utf8');
    const url = /^DATABASE_URL='(.*)'$/m.exec(environment)?.[1]?.replace('postgres:5432', server.host);
    execFileSync(process.execPath, [path.join(repositoryRoot, 'apps/billing/dist/migrate.js')], {
      env: { DATABASE_URL: url },
    });
  }

  /** Runs those commands of the page that have `word` in them, without the container around them. */
  function follow(word: string): void {
    const commands = [...read('docs/deployment.md').matchAll(/^docker compose exec -T postgres (.*)$/gm)]
      .map(([, command = '']) => command)
      .filter((command) => command.startsWith(word));
    expect(commands).toHaveLength(2);
    for (const command of commands)
      execFileSync('sh', ['-c', command], {
        cwd: folder,
        env: { PATH: process.env['PATH'], PGHOST: server.hostname, PGPORT: server.port },
      });
  }

  it('brings rows and schemas to a machine with other passwords, and has none of its own', () => {
    firstStart('one');
    sql('billing', "INSERT INTO billing.balances (subject, day, month) VALUES ('before the fire', now(), now())");
    follow('pg_dump');
    expect(readFileSync(path.join(folder, 'billing.sql'), 'utf8')).not.toMatch(/password/i);
    sql('postgres', 'DROP DATABASE auth', 'DROP DATABASE billing', 'DROP ROLE auth', 'DROP ROLE billing');
    firstStart('two');
    follow('psql');
    migrate('two');
    expect(sql('billing', 'SELECT subject FROM billing.balances')).toBe('before the fire\n');
    const mayAnybodyConnect = "SELECT has_database_privilege('public', 'billing', 'CONNECT')";
    expect(sql('postgres', mayAnybodyConnect)).toBe('f\n');
  }, 60_000);
});
