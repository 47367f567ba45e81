import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startStack } from './stack.js';

// What startStack needs of the launcher, and no more: the real one has specs of its own.
const standIn = `
const { spawn } = require('node:child_process');
const { renameSync, writeFileSync } = require('node:fs');
const { BELUGA_HOME: home, FAILS, ...environment } = process.env;
console.log('environment ' + JSON.stringify(environment));
if (FAILS) { console.error('PORT: 8080 is taken'); process.exit(1); }
let service;
const publish = () => {
  const [url, natsUrl] = ['http://127.0.0.1:1', 'nats://127.0.0.1:1'];
  const ready = { url, gateways: [url], apiKey: 'bapi_a_b', adminKey: 'admin', natsUrl, metrics: {}, pids: { auth: service.pid } };
  writeFileSync(home + '/part', JSON.stringify(ready));
  renameSync(home + '/part', home + '/ready.json');
};
const start = () => {
  service = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  service.once('spawn', publish);
  service.once('exit', start);
};
start();
process.on('SIGTERM', () => {
  service.removeAllListeners('exit');
  service.kill('SIGKILL');
  process.exit(0);
});
`;

let directory: string;
let launcher: string;

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'belugapi-launcher-'));
  launcher = path.join(directory, 'launcher.cjs');
  writeFileSync(launcher, standIn);
});
afterAll(() => rmSync(directory, { recursive: true }));

test('resolves when ready, follows a restart, and leaves nothing behind', async () => {
  const stack = await startStack({ launcher });
  expect([stack.url, stack.apiKey, stack.adminKey]).toEqual(['http://127.0.0.1:1', 'bapi_a_b', 'admin']);
  const first = stack.pid('auth');
  stack.kill('auth');
  const ready = await stack.until(({ pids }) => pids['auth'] !== first);
  expect(stack.ready).toEqual(ready);
  expect(stack.pid('auth')).toBe(ready.pids['auth']);
  expect(() => stack.pid('billing')).toThrow('billing is not running');
  await expect(stack.stop()).resolves.toBe(0);
  expect(existsSync(stack.home)).toBe(false);
});

test('passes on what it was given, and none of the environment that the specs run in', async () => {
  process.env['ANTHROPIC_API_KEY'] = 'of-the-developer';
  const stack = await startStack({
    launcher,
    gateways: 2,
    workers: ['openai'],
    env: { OPENAI_API_KEY: 'of-the-spec' },
  });
  delete process.env['ANTHROPIC_API_KEY'];
  const environment = JSON.parse(/environment (.*)/.exec(stack.output())?.[1] ?? '{}') as Record<string, string>;
  expect(environment).toMatchObject({
    PORT: '0',
    BELUGA_GATEWAYS: '2',
    BELUGA_WORKERS: 'edge,openai',
    OPENAI_API_KEY: 'of-the-spec',
  });
  expect(environment).not.toHaveProperty('ANTHROPIC_API_KEY');
  await stack.stop();
});

test('fails with what the launcher said', async () => {
  await expect(startStack({ launcher, env: { FAILS: '1' } })).rejects.toThrow(
    /the launcher ended \(1\):[^]*PORT: 8080 is taken/,
  );
});

test('waits no longer than it was told to', async () => {
  const stack = await startStack({ launcher });
  await expect(stack.until(() => false, 50)).rejects.toThrow('ready.json was not as wanted within 0.05 s');
  await stack.stop();
});
