import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '@belugapi/up';

const token = { BELUGA_RELAY_TOKEN: 'relay-token-of-this-spec' };

const home = mkdtempSync(path.join(tmpdir(), 'belugapi-wrong-settings-'));
afterAll(() => rmSync(home, { recursive: true }));

/** Runs a service with nothing to talk to: what is wrong with its settings is told before it waits for anything. */
function run(app: string, environment: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const main = path.join(repositoryRoot, 'apps', app, 'dist/main.js');
  const env = { PATH: process.env['PATH'], NATS_URL: 'nats://127.0.0.1:1', ...environment };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 80_000 });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

// Side by side: each takes as long as its modules take to load.
it('a service with a wrong setting says so in one line, and ends with 78', async () => {
  const catalog = path.join(home, 'catalog.yaml');
  writeFileSync(catalog, 'models:\n  gpt-5.1:\n    nonsense: 1\n');
  const problem = `${catalog}:3:5: models.gpt-5.1.nonsense: Unknown key\n`;
  const wrong: [string, Record<string, string>, string][] = [
    [
      'auth',
      { DATABASE_URL: 'postgresql://hunter2@h/d', DATABASE_URL_FILE: '/run/secrets/database' },
      'auth: wrong settings:\n  DATABASE_URL: is set, and so is DATABASE_URL_FILE: keep one of them\n',
    ],
    [
      'workers/openai',
      { ...token, OPENAI_BASE_URL: 'hunter2' },
      'worker-openai: wrong settings:\n  OPENAI_BASE_URL: must be an http(s) URL\n',
    ],
    // What is wrong in the file of a setting is told as early.
    ['gateway', { ...token, BELUGA_CATALOG: catalog }, `gateway: BELUGA_CATALOG: ${problem}`],
    ['billing', { BELUGA_CATALOG: catalog }, `billing: BELUGA_CATALOG: ${problem}`],
    ['workers/openai', { ...token, BELUGA_CATALOG: catalog }, `worker-openai: BELUGA_CATALOG: ${problem}`],
    [
      'workers/edge',
      { ...token, EDGE_CONFIG: '/missing/edge.yaml' },
      'worker-edge: EDGE_CONFIG: cannot read /missing/edge.yaml (ENOENT)\n',
    ],
  ];
  const told = await Promise.all(wrong.map(([app, environment]) => run(app, environment)));
  expect(told).toEqual(wrong.map(([, , output]) => ({ code: 78, output })));
}, 90_000);
