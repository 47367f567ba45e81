import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  freePort,
  describeWithPostgres,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@belugapi/testing';
import { eventually } from '../eventually.js';
import { runCli } from '../keys/run-cli.js';
import { type Container, packImage, removePacked, startContainer } from './container.js';

describeWithPostgres('a schema, as the chart brings it up to date', () => {
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
    await removePacked(folder);
  });

  const run = (file: string, environment: Record<string, string>): Container =>
    startContainer({
      folder,
      environment: { DATABASE_URL: databaseUrl, ...environment },
      command: [`/app/service/dist/${file}`],
    });

  it('is the command’s, which needs no bus, and not the service’s, which waits for it and is not ready', async () => {
    const port = `${await freePort()}`;
    const service = run('main.js', { NATS_URL: nats.url, METRICS_PORT: port });
    const readiness = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).text();
    await eventually(async () => expect(await readiness()).toContain('\\"billing\\" is behind this release'));
    expect(await service.check(['node', '/app/healthcheck.mjs', 'livez'])).toBe(true);
    expect(await service.check(['node', '/app/healthcheck.mjs', 'readyz'])).toBe(false);

    const schemas = async () => {
      const { out } = await runCli({ DATABASE_URL: databaseUrl }, '--json', 'doctor');
      const { findings } = JSON.parse(out) as { findings: readonly { severity: string; subject: string }[] };
      return findings.filter(({ subject }) => subject.startsWith('schema')).map((one) => [one.subject, one.severity]);
    };
    expect(await schemas()).toEqual([['schemas', 'error']]);

    // As often as it is tried.
    for (const level of ['info', 'debug']) {
      const command = run('migrate.js', { LOG_LEVEL: level });
      expect({ code: await command.ended, said: command.output() }).toMatchObject({
        code: 0,
        said: expect.stringContaining('the schema is up to date'),
      });
    }
    await eventually(async () => expect(await service.check(['node', '/app/healthcheck.mjs', 'readyz'])).toBe(true));
    // Auth's may be in a database of its own.
    expect(await schemas()).toEqual([
      ['schema billing', 'ok'],
      ['schema auth', 'unknown'],
    ]);
    expect(await service.stop()).toBe(0);
  }, 60_000);

  it('tells a wrong setting without its value', async () => {
    const job = run('migrate.js', { DATABASE_URL: 'mysql://secret@host/db' });
    expect(await job.ended).toBe(78);
    expect(job.output()).toMatch(/^billing: wrong settings:\n {2}DATABASE_URL: (?!.*secret)/);
  });
});
