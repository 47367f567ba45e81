import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { get } from 'node:http';
import { eventually, launchScript } from './__fixtures__/launched.js';
import { useSandbox } from './__fixtures__/sandbox.js';
import { processIdentity } from './process-identity.js';
import { readReadyFile } from './ready-file.js';

jest.setTimeout(90_000);
const sandbox = useSandbox();

async function openStream(url: string): Promise<{ leave: () => void }> {
  return new Promise((resolve, reject) => {
    const request = get(`${url}/stream`, (response) => {
      response.once('error', () => undefined);
      response.once('data', () => resolve({ leave: () => request.destroy() }));
    });
    request.once('error', reject);
  });
}

test('lets open streams finish before it stops anything else', async () => {
  const { home, standIns, launch } = sandbox();
  const apps = standIns();
  const launched = launch(apps);
  const { url } = await launched.ready();
  const stream = await openStream(url);
  launched.child.kill('SIGINT');
  await eventually(
    () => apps.events().includes('gateway stops'),
    () => apps.events().join('\n'),
  );
  expect(readReadyFile(home)).toBeUndefined();
  expect(apps.events()).not.toContain('worker-edge stops');
  stream.leave();
  await expect(launched.exited).resolves.toBe(0);
  const ends = apps.events().filter((event) => ['gateway stopped', 'worker-edge stops'].includes(event));
  expect(ends).toEqual(['gateway stopped', 'worker-edge stops']);
});

test('kills a gateway that does not end within the grace', async () => {
  const { standIns, launch } = sandbox();
  const launched = launch(standIns(), { BELUGA_GRACE_SECONDS: '0' });
  const { url, pids } = await launched.ready();
  const stream = await openStream(url);
  await expect(launched.stop()).resolves.toBe(0);
  expect(launched.output).toContain('gateway has not ended after 6 s and is killed');
  expect(processIdentity(pids['gateway'] as number)).toBeUndefined();
  stream.leave();
});

test('kills everything at once on the second ctrl-c, but takes two at the same moment for one', async () => {
  const { home, standIns, launch } = sandbox();
  const apps = standIns();
  const launched = launch(apps);
  const { url, pids } = await launched.ready();
  const stream = await openStream(url);
  launched.child.kill('SIGINT');
  await eventually(
    () => apps.events().includes('gateway stops'),
    () => apps.events().join('\n'),
  );
  // The second comes soon after the first, and is the same one; some later one counts.
  const insisting = setInterval(() => launched.child.kill('SIGINT'), 50);
  await expect(launched.exited).resolves.toBe(130);
  clearInterval(insisting);
  await eventually(
    () => Object.values(pids).every((pid) => processIdentity(pid) === undefined),
    () => JSON.stringify(pids),
  );
  expect(apps.events()).not.toContain('worker-edge stops');
  expect(readdirSync(home)).not.toContain('lock');
  stream.leave();
});

test('after a launcher was killed, the next one ends what is left and starts in the same home with the same keys', async () => {
  const { standIns, launch } = sandbox();
  const apps = standIns();
  const first = launch(apps);
  const before = await first.ready();
  const left = processIdentity(before.pids['nats'] as number);
  first.child.kill('SIGKILL');
  await expect(first.exited).resolves.toBe('SIGKILL');
  await eventually(
    () => apps.events().includes('gateway orphaned'),
    () => apps.events().join('\n'),
  );
  expect(processIdentity(before.pids['nats'] as number)).toBe(left); // nothing tells a nats-server that we are gone

  const second = launch(apps);
  const after = await second.ready(({ pids }) => pids['nats'] !== before.pids['nats']);
  expect(processIdentity(before.pids['nats'] as number)).not.toBe(left);
  expect([after.apiKey, after.adminKey]).toEqual([before.apiKey, before.adminKey]);
  expect(second.output).toMatch(/ended what an earlier launcher left running: .*nats/);
});

test('ends when npm, which ran it, is gone', async () => {
  const { home, standIns } = sandbox();
  const apps = standIns();
  const shell = ['-c', '"$0" "$1" "$2" & wait', process.execPath, launchScript, apps.directory];
  const env = { PATH: process.env['PATH'], BELUGA_HOME: home, PORT: '0', npm_lifecycle_event: 'start' };
  const npm = spawn('sh', shell, { env, stdio: 'ignore' });
  const { pids } = await eventually(
    () => readReadyFile(home),
    () => 'ready.json',
  );
  npm.kill('SIGKILL');
  await eventually(
    () => Object.values(pids).every((pid) => processIdentity(pid) === undefined),
    () => JSON.stringify(pids),
  );
  expect(apps.events().at(-1)).toBe('auth stopped');
});
