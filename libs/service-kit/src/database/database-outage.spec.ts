import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describeWithPostgres, startTestPostgres, type TestPostgres } from '@belugapi/testing';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { createLogger, DatabaseError, migrateDatabase, openDatabase } from '../index.js';

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
  type Warnings = Pick<typeof logger, 'warn'>;
  const migrate = (url: string, warnings: Warnings = logger) =>
    migrateDatabase({ ...common, logger: warnings, config: { DATABASE_URL: url } });
  const open = (url: string, warnings: Warnings = logger) =>
    openDatabase({
      ...common,
      logger: Object.assign(Object.create(logger) as typeof logger, warnings),
      config: { DATABASE_URL: url, DATABASE_POOL_SIZE: 2 },
      operations: { addCheck: () => undefined },
    });
  async function createDatabase(name: string): Promise<string> {
    const url = await postgres.createDatabase(name);
    await migrate(url);
    return url;
  }

  /** As a server does that is shut down or handed over: it refuses the query in hand, then closes the connection. */
  async function dismissWhoWaits(holder: pg.Client): Promise<void> {
    for (let round = 0; round < 2_000; round += 1) {
      const { rowCount } = await holder.query(
        `select pg_terminate_backend(pid) from pg_locks join pg_database on pg_database.oid = database
         where datname = current_database() and not granted`,
      );
      if (rowCount) return;
      await setTimeout(5);
    }
    throw new Error('nobody came to wait');
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
    // A test that fails does not get to shut it.
    door.unref();
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

  it.each([
    ['waits for its turn', "select pg_advisory_xact_lock(x'62656c75'::int, hashtext('zoo'))", migrate],
    ['reads what is applied', 'lock table zoo.migrations', migrate],
    ['looks at the schema', 'lock table zoo.migrations', open],
  ] as const)(
    'in order while it %s is waited for, too, and that is told',
    async (what, hold, start) => {
      const url = await createDatabase(`order ${what}`);
      const warn = jest.fn();
      const holder = new pg.Client(url);
      await holder.connect();
      try {
        await holder.query(`begin; ${hold}`);
        const started = start(url, { warn });
        await Promise.race([dismissWhoWaits(holder), started]);
        await holder.query('rollback');
        const opened = await started;
        if (typeof opened !== 'boolean') await opened.close();
      } finally {
        await holder.end();
      }
      const reason: unknown = expect.stringMatching(/^database: .* \(57P01\)$/);
      expect(warn.mock.calls).toEqual([[{ reason }, 'waiting for the database']]);
    },
    30_000,
  );

  it('while a service starts is waited for; what is wrong with a query is not', async () => {
    const { url, door } = await behindDoor(await createDatabase('patience'), 'into zoo.animals', 2);
    const warn = jest.fn();
    const database = await open(url, { warn });
    let attempts = 0;
    await database.runPatiently((handle) => {
      attempts += 1;
      return handle.execute(sql`insert into zoo.animals values ('beluga')`);
    });
    expect(attempts).toBe(3);
    const told = warn.mock.calls.filter(([, message]) => message === 'waiting for the database');
    expect(told).toEqual([[{ reason: expect.stringMatching(/^database: .*terminated/) as string }, expect.anything()]]);
    const duplicate = database.runPatiently((handle) => handle.execute(sql`insert into zoo.animals values ('beluga')`));
    await expect(duplicate).rejects.toMatchObject({ name: 'DatabaseError', code: '23505' });
    await database.close();
    door.close();
  }, 30_000);
});
