import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createEmbedded } from './create-embedded.js';

// To initialise a database takes four seconds of a core that is not always free.
jest.setTimeout(120_000);
const startParams = PGlite.defaultStartParams;
const home = mkdtempSync(path.join(tmpdir(), 'belugapi-template-'));
const templates = path.join(home, 'cache/belugapi');
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function withDatabase<Result>(name: string, use: (client: PGlite) => Promise<Result>): Promise<Result> {
  const client = await PGlite.create(path.join(home, name), { startParams });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}
const tables = (client: PGlite) =>
  client.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public'");

const create = (name: string) => createEmbedded(path.join(home, name), startParams, templates);
const inodes = () =>
  readdirSync(templates).map((name) => [name, statSync(path.join(templates, name, 'PG_VERSION')).ino] as const);

test('databases of one installation are copies of one template, made once by whoever comes first, and independent', async () => {
  await Promise.all([create('one'), create('two')]);
  const before = inodes();
  expect(before).toEqual([[expect.stringMatching(/^pglite-\d/), expect.any(Number)]]);
  await withDatabase('one', (client) => client.exec('create table whales (name text)'));
  await create('three');
  for (const name of ['two', 'three']) expect((await withDatabase(name, tables)).rows).toEqual([]);
  expect((await withDatabase('one', tables)).rows).toEqual([{ name: 'whales' }]);
  expect(inodes()).toEqual(before);
});

test('what a process left that was killed while it made a database is not in the way', async () => {
  const left = path.join(home, 'four.unfinished');
  mkdirSync(left);
  writeFileSync(path.join(left, 'PG_VERSION'), 'half');
  await create('four');
  expect((await withDatabase('four', tables)).rows).toEqual([]);
  expect(existsSync(left)).toBe(false);
});

test('where the template cannot be kept the database is initialised', async () => {
  const file = path.join(home, 'file');
  writeFileSync(file, '');
  await createEmbedded(path.join(home, 'five'), startParams, file);
  expect((await withDatabase('five', tables)).rows).toEqual([]);
});
