import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

test('a launcher that has ended before the command begins takes it along', async () => {
  const command = fork(path.join(__dirname, '../__fixtures__/orphaned-migration.mjs'), {
    // Without its launcher it would wait for this server for ever.
    env: { PATH: process.env['PATH'], DATABASE_URL: 'postgresql://127.0.0.1:9/specimen' },
    execArgv: [],
    silent: true,
    timeout: 10_000,
  });
  let said = '';
  command.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  command.disconnect();
  await expect(once(command, 'exit')).resolves.toEqual([1, null]);
  expect(said).toMatch(/^loaded/);
}, 15_000);
