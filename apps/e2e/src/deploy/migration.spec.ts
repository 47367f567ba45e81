import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  isPostgresInstalled,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@belugapi/testing';
import { eventually } from '../eventually.js';
import { freePort } from './configured-nats.js';
import { type Container, packImage, startContainer } from './container.js';

// 2026-11-22: left out only where PostgreSQL 15 is not installed, which no package of ours can change.
const describePostgres = isPostgresInstalled() ? describe : describe.skip;

describePostgres('an upgrade of a database, as the chart does it', () => {
  let folder: string;
  let nats: TestNats;
  let postgres: TestPostgres;
  let databaseUrl: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'belugapi-migration-'));
    chmodSync(folder, 0o755);
    await packImage('billing', folder);
    [nats, postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
    databaseUrl = await postgres.createDatabase('billing');
  }, 180_000);

  afterAll(async () => {
    await nats.stop();
    await postgres.close();
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (file: string, environment: Record<string, string>): Container =>
    startContainer({ folder, environment: { DATABASE_URL: databaseUrl, ...environment }, command: [`/app/${file}`] });
  const service = async () => {
    const environment = { NATS_URL: nats.url, DATABASE_MIGRATE: 'off', METRICS_PORT: `${await freePort()}` };
    return run('service/dist/main.js', environment);
  };

  it('is the job’s, which needs no bus, and not the service’s', async () => {
    const early = await service();
    expect({ code: await early.ended, said: early.output() }).toMatchObject({
      code: 1,
      said: expect.stringContaining('the database schema "billing" is not up to date'),
    });

    // As often as it is tried.
    for (const level of ['info', 'debug']) {
      const job = run('migrate.mjs', { LOG_LEVEL: level });
      expect({ code: await job.ended, said: job.output() }).toMatchObject({
        code: 0,
        said: expect.stringContaining('the schema is up to date'),
      });
    }

    const late = await service();
    await eventually(async () => expect(await late.check(['node', '/app/healthcheck.mjs', 'readyz'])).toBe(true));
    expect(await late.stop()).toBe(0);
  }, 60_000);

  it('tells a wrong setting without its value', async () => {
    const job = run('migrate.mjs', { DATABASE_URL: 'mysql://secret@host/db' });
    expect(await job.ended).toBe(78);
    expect(job.output()).toMatch(/^billing: wrong settings:\n {2}DATABASE_URL: (?!.*secret)/);
  });
});
