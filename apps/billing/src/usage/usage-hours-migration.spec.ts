import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createLogger, migrateDatabase, openDatabase, OperationsServer } from '@belugapi/service-kit';
import { describeWithPostgres, startTestPostgres, type TestPostgres } from '@belugapi/testing';
import { sql } from 'drizzle-orm';
import { Registry } from 'prom-client';
import { LedgerVerifier } from '../balances/ledger-verifier.js';

const migrations = path.resolve(path.dirname(__filename), '../../migrations');

describeWithPostgres('the migration to sums of hours', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'belugapi-migrations-'));
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
    cpSync(migrations, folder, { recursive: true });
    const journal = path.join(folder, 'meta/_journal.json');
    const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: { tag: string }[] };
    const before = entries.filter(({ tag }) => tag < '0005');
    writeFileSync(journal, JSON.stringify({ ...rest, entries: before }));
  }, 60_000);
  afterAll(async () => {
    await postgres?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('sums up the rows that are there, and those of who still runs the release before', async () => {
    const config = { DATABASE_URL: await postgres.createDatabase('billing'), DATABASE_POOL_SIZE: 2 };
    const logger = createLogger('billing', { LOG_LEVEL: 'fatal', LOG_FORMAT: 'json' });
    const old = { name: 'billing', config, migrations: pathToFileURL(`${folder}/`), logger };
    await migrateDatabase(old);
    const operations = new OperationsServer(new Registry());
    const database = await openDatabase({ ...old, operations });
    const book = (from: number, to: number) =>
      database.run((handle) =>
        handle.execute(sql`insert into billing.ledger (completion_id, attempt, key_id, organization_id, model,
          served_model, provider, price_version, outcome, settler, source, uncached_input, visible_output, stream,
          finish_reason, failure_code, time_to_first_token_us, duration_us, settled_at, cost_nano_usd, charged_nano_usd)
          select 'call-' || number, 1, 'k' || number % 3, 'o', 'm', 'm', 'p', 'v', 'completed', 'gateway', 'provider',
          number, 1, false, 'stop', '', 0, 0, now(), number, number from generate_series(${from}::int, ${to}::int) as number`),
      );
    await book(1, 100);
    await migrateDatabase({ ...old, migrations: pathToFileURL(`${migrations}/`) });
    await book(101, 110);
    const summed = await database.run((handle) =>
      handle.execute(
        sql`select sum("rows")::int as rows, sum(charged_nano_usd)::int as charged from billing.usage_hours`,
      ),
    );
    expect((summed as { readonly rows: unknown }).rows).toEqual([{ rows: 110, charged: (110 * 111) / 2 }]);
    const { differences } = await new LedgerVerifier(database).verify();
    expect(differences.filter(({ subject }) => subject.startsWith('hour:'))).toEqual([]);
    await database.close();
  }, 60_000);
});
