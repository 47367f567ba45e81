import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeWithPostgres, startTestPostgres, type TestPostgres } from '@belugapi/testing';
import { sql } from 'drizzle-orm';
import { createLogger, DatabaseError, migrateDatabase, openDatabase } from '../index.js';

// 2026-11-22: left out only where PostgreSQL 15 is not installed, which no package of ours can change.

describeWithPostgres('a PostgreSQL server that dies', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'belugapi-outage-'));
  const logger = createLogger('zoo', { LOG_LEVEL: 'fatal', LOG_FORMAT: 'json' });
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
    mkdirSync(path.join(home, 'meta'));
    writeFileSync(path.join(home, '0000_step.sql'), 'create table zoo.animals (name text primary key)');
    const entries = [{ idx: 0, version: '7', when: 1_000, tag: '0000_step', breakpoints: true }];
    const journal = { version: '7', dialect: 'postgresql', entries };
    writeFileSync(path.join(home, 'meta/_journal.json'), JSON.stringify(journal));
  }, 60_000);
  afterAll(async () => {
    await postgres?.close();
    rmSync(home, { recursive: true, force: true });
  });

  const common = { name: 'zoo', migrations: pathToFileURL(`${home}/`), logger };
  const migrate = (url: string) => migrateDatabase({ ...common, config: { DATABASE_URL: url } });
  const open = (url: string) =>
    openDatabase({
      ...common,
      config: { DATABASE_URL: url, DATABASE_POOL_SIZE: 2 },
      operations: { addCheck: () => undefined },
    });
  async function createDatabase(name: string): Promise<string> {
    const url = await postgres.createDatabase(name);
    await migrate(url);
    return url;
  }

  /** The server behind a door that shuts, so many times, when a query with these words passes. */
  async function behindDoor(url: string, words: string, times: number): Promise<{ url: string; door: Server }> {
    let left = times;
    const door = createServer((caller) => {
      const server = connect(Number(new URL(url).port), '127.0.0.1');
      caller.on('error', () => server.destroy()).on('close', () => server.destroy());
      server.on('error', () => caller.destroy()).on('close', () => caller.destroy());
      server.pipe(caller);
      caller.on('data', (chunk) => {
        if (left > 0 && chunk.includes(words)) {
          left -= 1;
          caller.destroy();
        } else server.write(chunk);
      });
    });
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    const behind = new URL(url);
    behind.port = String((door.address() as AddressInfo).port);
    return { url: behind.href, door };
  }

  it('inside a transaction fails that, and nothing else', async () => {
    const database = await open(await createDatabase('transaction'));
    const broken = database.run((handle) =>
      handle.transaction(async (transaction) => {
        await transaction.execute(sql`select 1`);
        await postgres.interrupt();
        await transaction.execute(sql`select 2`);
      }),
    );
    await expect(broken).rejects.toThrow(DatabaseError);
    await postgres.resume();
    const { rows } = (await database.run((handle) => handle.execute(sql`select 3 as three`))) as unknown as {
      rows: object[];
    };
    expect(rows).toEqual([{ three: 3 }]);
    await database.close();
  }, 30_000);

  it.each([
    ['takes the lock', 'pg_advisory_lock', migrate],
    ['migrates', 'create table zoo.animals', migrate],
    ['looks at the schema', 'to_regclass', open],
  ] as const)(
    'while it %s is waited for',
    async (what, words, start) => {
      const direct = await postgres.createDatabase(what);
      if (start === open) await migrate(direct);
      const { url, door } = await behindDoor(direct, words, 2);
      const started = await start(url);
      if (typeof started !== 'boolean') await started.close();
      const database = await open(direct);
      await expect(database.run((handle) => handle.execute(sql`select * from zoo.animals`))).resolves.toBeDefined();
      await database.close();
      door.close();
    },
    30_000,
  );

  it('while a service starts is waited for; what is wrong with a query is not', async () => {
    const { url, door } = await behindDoor(await createDatabase('patience'), 'into zoo.animals', 2);
    const database = await open(url);
    let attempts = 0;
    await database.runPatiently((handle) => {
      attempts += 1;
      return handle.execute(sql`insert into zoo.animals values ('beluga')`);
    });
    expect(attempts).toBe(3);
    const duplicate = database.runPatiently((handle) => handle.execute(sql`insert into zoo.animals values ('beluga')`));
    await expect(duplicate).rejects.toMatchObject({ name: 'DatabaseError', code: '23505' });
    await database.close();
    door.close();
  }, 30_000);
});
