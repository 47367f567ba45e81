import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readLauncherConfig } from './launcher-config.js';
import { helpText } from './help-text.js';

const read = (environment: Record<string, string | undefined>) => readLauncherConfig(environment, '/checkout');

function problemsOf(environment: Record<string, string>): string[] {
  try {
    read(environment);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}

test('an empty environment gives the documented defaults', () => {
  expect(read({})).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    home: path.resolve('/checkout/.beluga'),
    apiKey: undefined,
    workers: undefined,
    gateways: 1,
    natsUrl: undefined,
    databaseUrl: undefined,
    graceSeconds: 30,
  });
});

test('a secret may come from a file, and is passed on like any other', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'belugapi-secret-')), 'key');
  writeFileSync(file, 'sk-1,sk-2\n');
  expect(read({ OPENAI_API_KEY_FILE: file }).environment).toEqual({ OPENAI_API_KEY: 'sk-1,sk-2' });
  expect(problemsOf({ OPENAI_API_KEY_FILE: file, OPENAI_API_KEY: 'sk-1' })).toEqual([
    'OPENAI_API_KEY: is set, and so is OPENAI_API_KEY_FILE: keep one of them.',
  ]);
  rmSync(path.dirname(file), { recursive: true });
});

test('a variable that is set to nothing is not set', () => {
  expect(read({ PORT: '', NATS_URL: ' ', OPENAI_API_KEY: '' })).toMatchObject({ port: 8080, environment: {} });
});

test('a relative home is one of the folder that the launcher is called in', () => {
  expect(read({ BELUGA_HOME: 'state' }).home).toBe(path.resolve('state'));
});

test.each([
  ['openai, edge', ['openai', 'edge']],
  ['all', 'all'],
  ['openai,all', 'all'],
])('BELUGA_WORKERS=%s', (text, workers) => {
  expect(read({ BELUGA_WORKERS: text }).workers).toEqual(workers);
});

test.each([
  ['PORT', '80a'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['HOST', 'http://127.0.0.1'],
  ['BELUGA_GATEWAYS', '0'],
  ['BELUGA_GATEWAYS', '1.5'],
  ['BELUGA_WORKERS', 'OpenAI;edge'],
  ['BELUGA_API_KEY', 'sk-something-else'],
  ['BELUGA_ADMIN_KEY', 'with space'],
  ['BELUGA_CATALOG', '/missing/catalog.yaml'],
  ['EDGE_CONFIG', '/missing/edge.yaml'],
  ['NATS_URL', 'ws://127.0.0.1:4222'],
  ['DATABASE_URL', 'postgresql://user@host:99999/belugapi'],
  ['DATABASE_URL', 'mysql://user:password@127.0.0.1/belugapi'],
  ['OPENAI_BASE_URL', 'api.openai.com/v1'],
  ['LOG_LEVEL', 'loud'],
  ['LOG_FORMAT', 'xml'],
  ['BELUGA_GRACE_SECONDS', 'soon'],
])('%s=%s is refused, by name and without the value', (name, value) => {
  const problems = problemsOf({ [name]: value });
  expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: must `))]);
  expect(problems[0]).not.toContain(value);
});

test('all problems are told at once', () => {
  expect(problemsOf({ PORT: 'x', NATS_URL: 'x://', EDGE_BASE_URL: 'x' })).toHaveLength(3);
});

test('--help names every variable of the launcher once', () => {
  const names = helpText().match(/^ {2}[A-Z_]+/gm) ?? [];
  expect(new Set(names).size).toBe(names.length);
  for (const name of ['HOST', 'PORT', 'BELUGA_HOME', 'MOONSHOT_API_KEY', 'EDGE_BASE_URL', 'BELUGA_GATEWAYS']) {
    expect(names.map((one) => one.trim())).toContain(name);
  }
});
