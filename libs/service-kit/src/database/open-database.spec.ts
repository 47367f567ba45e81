import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { describeWithPostgres, isPostgresInstalled, startTestPostgres, type TestPostgres } from '@belugapi/testing';
import { sql } from 'drizzle-orm';
import { pgSchema, text } from 'drizzle-orm/pg-core';
import {
  createLogger,
  type DatabaseConfig,
  DatabaseError,
  type DependencyCheck,
  migrateDatabase,
  openDatabase,
} from '../index.js';
import { lockDirectory } from './lock-directory.js';

const zoo = pgSchema('zoo');
const animals = zoo.table('animals', { name: text('name').primaryKey() });

const home = mkdtempSync(path.join(tmpdir(), 'belugapi-database-'));
const logger = createLogger('zoo', { LOG_LEVEL: 'fatal', LOG_FORMAT: 'json' });
const checks = new Map<string, DependencyCheck>();
const operations = { addCheck: (name: string, check: DependencyCheck) => void checks.set(name, check) };

function writeMigrations(folder: string, statements: readonly string[]): URL {
  const directory = path.join(home, folder);
  mkdirSync(path.join(directory, 'meta'), { recursive: true });
  const entries = statements.map((statement, idx) => {
    writeFileSync(path.join(directory, `000${idx}_step.sql`), statement);
    return { idx, version: '7', when: 1_000 + idx, tag: `000${idx}_step`, breakpoints: true };
  });
  const journal = { version: '7', dialect: 'postgresql', entries };
  writeFileSync(path.join(directory, 'meta/_journal.json'), JSON.stringify(journal));
  return pathToFileURL(`${directory}/`);
}

const first = 'create table zoo.animals (name text primary key)';
const migrations = writeMigrations('migrations', [first]);
const open = (config: Partial<DatabaseConfig>, folder = migrations, name = 'zoo') =>
  openDatabase({
    name,
    config: { DATABASE_POOL_SIZE: 2, ...config },
    migrations: folder,
    logger,
    operations,
  });

const migrate = (config: Pick<DatabaseConfig, 'DATABASE_URL'>, folder = migrations, name = 'zoo') =>
  migrateDatabase({ name, config, migrations: folder, logger });

let postgres: TestPostgres | undefined;
beforeAll(async () => {
  if (isPostgresInstalled()) postgres = await startTestPostgres();
  else console.info('PostgreSQL 15 is not installed: its cases are skipped');
}, 60_000);
afterAll(async () => {
  await postgres?.close();
  rmSync(home, { recursive: true, force: true });
});

const createUrl = (name: string) => (postgres as TestPostgres).createDatabase(name);

describe('openDatabase, embedded', () => {
  it('migrates by itself, keeps what was written, keeps a second process out, and says why a query failed without its parameters', async () => {
    const config = { DATA_DIR: path.join(home, 'embedded') };
    // What a process leaves that was killed while it created the database.
    mkdirSync(path.join(config.DATA_DIR, 'pglite.unfinished'), { recursive: true });
    writeFileSync(path.join(config.DATA_DIR, 'pglite.unfinished/PG_VERSION'), '17');
    expect(await migrate({})).toBe(false);
    const before = await open(config);
    expect(await checks.get('database')?.()).toEqual({ mode: 'ok' });
    await before.run((database) => database.insert(animals).values({ name: 'beluga-7f3a' }));

    const duplicate = before.run((database) => database.insert(animals).values({ name: 'beluga-7f3a' }));
    await expect(duplicate).rejects.toThrow(DatabaseError);
    await expect(duplicate).rejects.toMatchObject({ code: '23505' });
    const thrown = await duplicate.then(String, (error: unknown) => inspect(error, { showHidden: true }));
    expect(thrown).not.toContain('7f3a');

    await expect(lockDirectory(config.DATA_DIR, 0)).rejects.toThrow('is in use by another process');
    await before.close();
    const after = await open(config);
    expect(await after.run((database) => database.select().from(animals))).toEqual([{ name: 'beluga-7f3a' }]);
    await after.close();
    expect(await checks.get('database')?.()).toMatchObject({ mode: 'down' });
  }, 60_000);
});

describeWithPostgres('openDatabase, PostgreSQL', () => {
  it('is migrated once by commands that run together, in a schema per service', async () => {
    const DATABASE_URL = await createUrl('together');
    const others = writeMigrations('others', ['create table aquarium.animals (name text primary key)']);
    await Promise.all([
      migrate({ DATABASE_URL }),
      migrate({ DATABASE_URL }),
      migrate({ DATABASE_URL }),
      migrate({ DATABASE_URL }, others, 'aquarium'),
    ]);
    const database = await open({ DATABASE_URL });
    const applied = await database.run((handle) => handle.execute(sql`select hash from zoo.migrations`));
    expect(applied).toMatchObject({ rowCount: 1 });
    await database.close();
  });

  it('is opened when the migration command has run, and not ready until then', async () => {
    const DATABASE_URL = await createUrl('behind');
    const next = writeMigrations('next', [first, 'alter table zoo.animals add column legs int']);
    for (const folder of [migrations, next]) {
      const opening = open({ DATABASE_URL }, folder);
      for (let detail = ''; !detail.includes('"zoo" is behind'); await setTimeout(5)) {
        const state = await checks.get('database')?.();
        expect(state).toMatchObject({ mode: 'down' });
        detail = state?.detail ?? '';
      }
      await migrate({ DATABASE_URL }, folder);
      await (await opening).close();
    }
    // One that is ahead is the next release's, in the middle of an upgrade.
    await (await open({ DATABASE_URL })).close();
  }, 20_000);

  it('fails at once where waiting cannot help', async () => {
    const DATABASE_URL = (await createUrl('present')).replace('present', 'absent');
    for (const start of [open, migrate]) {
      await expect(start({ DATABASE_URL })).rejects.toMatchObject({
        name: 'DatabaseError',
        code: '3D000',
        message: expect.stringMatching(/^DATABASE_URL: database: /) as string,
      });
    }
    expect(await checks.get('database')?.()).toMatchObject({ mode: 'down' });
  });

  it('fails queries while the server is away, and goes on when it is back', async () => {
    const server = postgres as TestPostgres;
    const DATABASE_URL = await createUrl('interrupted');
    await migrate({ DATABASE_URL });
    const database = await open({ DATABASE_URL });
    const count = () => database.run((handle) => handle.$count(animals));
    expect(await count()).toBe(0);
    await server.interrupt();
    await expect(count()).rejects.toThrow(DatabaseError);
    expect(await checks.get('database')?.()).toMatchObject({ mode: 'down' });
    const opening = open({ DATABASE_URL });
    await server.resume();
    expect(await count()).toBe(0);
    await (await opening).close();
    await database.close();
  }, 30_000);
});
