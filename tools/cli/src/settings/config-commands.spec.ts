import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CommanderError } from 'commander';
import { createProgram } from '../create-program.js';
import type { Finding } from '../finding.js';
import { checkEnvironment } from './check-environment.js';
import { knownServices } from './known-settings.js';

const folder = mkdtempSync(path.join(tmpdir(), 'belugapi-validate-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fileWith = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

interface Run {
  readonly printed: string;
  readonly failed: boolean;
}

function validate(text: string, ...words: string[]): Run {
  let [printed, failed] = ['', false];
  const program = createProgram({ out: (part) => (printed += part), fail: () => (failed = true) });
  program.parse(['config', 'validate', '--env-file', fileWith('.env', text), ...words], { from: 'user' });
  return { printed, failed };
}

const told = (findings: readonly Finding[]) =>
  findings.map(({ severity, subject, message }) => [severity, subject, message]);

test('names variable, line, what it must be and who reads it, and never the value', () => {
  const { printed, failed } = validate('# ours\nPORT=hunter2\n\nWORKER_CAPACITY=hunter2\nLOG_LEVEL=hunter2\n');
  expect(printed.split('\n').map((line) => line.replace(/^(\w+) +.*\.env:/, '$1 '))).toEqual([
    'error 5: LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal (gateway, auth, billing, every worker)',
    'error 2: PORT: must be a whole number from 0 to 65535 (gateway)',
    'error 4: WORKER_CAPACITY: must be a whole number from 1 to 100000 (every worker)',
    '3 wrong',
    '',
  ]);
  expect(failed).toBe(true);
});

test('what is right is right, and a service has what it needs', () => {
  const text = 'BELUGA_RELAY_TOKEN=0123456789abcdef\nPORT=0\n';
  expect(validate(text, '--service', 'gateway,worker-openai')).toEqual({
    printed: 'nothing is wrong\n',
    failed: false,
  });
  const { printed, failed } = validate('PORT=0\n', '--service', 'gateway');
  expect(printed).toMatch(/^error +BELUGA_RELAY_TOKEN: is required: .* \(gateway\)\n/);
  expect(failed).toBe(true);
});

test('only what the named service reads counts', () => {
  expect(validate('PORT=x\n', '--service', 'auth').failed).toBe(false);
  expect(validate('BELUGA_GATEWAYS=0\n', '--service', 'launcher').printed).toMatch(
    /BELUGA_GATEWAYS: must be .* 1 to 64/,
  );
});

test('knows what was meant', () => {
  const given = {
    OPENAI_APIKEY: 'sk-hunter2',
    WORKER_CAPACTIY: '5',
    BELUGA_WORKER: 'all',
    BELUGA_NONSENSE: '1',
    HOSTNAME: 'x',
  };
  expect(told(checkEnvironment(given, { isOurs: true }))).toEqual([
    ['error', 'OPENAI_APIKEY', 'nothing reads it: did you mean OPENAI_API_KEY?'],
    ['error', 'WORKER_CAPACTIY', 'nothing reads it: did you mean WORKER_CAPACITY?'],
    ['error', 'BELUGA_WORKER', 'nothing reads it: did you mean BELUGA_WORKERS?'],
    ['error', 'BELUGA_NONSENSE', 'nothing reads it'],
  ]);
  // In the environment of a process it may be a stranger's.
  expect(told(checkEnvironment({ DATABASE_URI: 'x', OPENAI_ORG_ID: 'y', OTEL_SERVICE_NAME: 'z' }))).toEqual([
    ['warning', 'DATABASE_URI', 'nothing reads it: did you mean DATABASE_URL?'],
  ]);
});

test('what is wrong with several together is told, of one service as it would say it, of several as a warning', () => {
  const { printed, failed } = validate('NATS_TLS_CERT=/tls.crt\n', '--no-files');
  expect(printed).toMatch(/^error +.*\.env:1: NATS_TLS_CERT: needs NATS_TLS_KEY beside it\n/);
  expect(failed).toBe(true);
  const sweeps = told(checkEnvironment({ COMPLETION_TIMEOUT_SECONDS: '1800' }));
  expect(sweeps).toEqual([
    [
      'warning',
      'BILLING_SWEEP_AFTER_SECONDS',
      'must be more than COMPLETION_TIMEOUT_SECONDS, which is 1800: a completion that still runs would be booked as an estimate',
    ],
  ]);
  expect(checkEnvironment({ COMPLETION_TIMEOUT_SECONDS: '1800', BILLING_SWEEP_AFTER_SECONDS: '1801' })).toEqual([]);
  expect(checkEnvironment({ COMPLETION_TIMEOUT_SECONDS: '1800' }, { services: ['billing'] })).toEqual([]);
  // One that is wrong by itself says so once.
  expect(told(checkEnvironment({ COMPLETION_TIMEOUT_SECONDS: 'long' }))).toHaveLength(1);
});

test('a secret may come from a file, and only from one place', () => {
  const file = fileWith('token', 'relay-token\n');
  expect(validate(`BELUGA_RELAY_TOKEN_FILE=${file}\n`, '--service', 'worker-edge').failed).toBe(false);
  expect(told(checkEnvironment({ BELUGA_ADMIN_KEY: 'x'.repeat(20), BELUGA_ADMIN_KEY_FILE: file }))).toEqual([
    ['error', 'BELUGA_ADMIN_KEY', 'is set, and so is BELUGA_ADMIN_KEY_FILE: keep one of them'],
  ]);
  expect(told(checkEnvironment({ BELUGA_ADMIN_KEY_FILE: file }))).toEqual([
    ['error', 'BELUGA_ADMIN_KEY', 'must have 16 to 512 characters (gateway)'],
  ]);
});

test('YAML files are read, and their problems told by line', () => {
  const catalog = fileWith('catalog.yaml', 'models:\n  gpt-5.1:\n    nonsense: 1\n');
  const edge = fileWith(
    'edge.yaml',
    'models:\n  - {id: a, engine: openai, baseUrl: "http://h/v1", apiKeyEnv: VLLM_KEY}\n  - {id: b}\n',
  );
  const { printed } = validate(`BELUGA_CATALOG=${catalog}\nEDGE_CONFIG=${edge}\n`);
  expect(printed).toContain('catalog.yaml:3:5: models.gpt-5.1.nonsense: Unknown key');
  expect(printed).toMatch(/edge\.yaml:3: models\[1\]\.engine /);
  const unset = fileWith(
    'unset.yaml',
    'models:\n  - {id: a, engine: openai, baseUrl: "http://h/v1", apiKeyEnv: VLLM_KEY}\n',
  );
  expect(validate(`EDGE_CONFIG=${unset}\n`).printed).toContain('a takes its key from VLLM_KEY, which is not set');
  expect(validate(`EDGE_CONFIG=${unset}\nVLLM_KEY=x\n`).failed).toBe(false);
  expect(validate('EDGE_CONFIG=/missing.yaml\n').printed).toContain('cannot read /missing.yaml (ENOENT)');
  expect(validate('RELAY_TLS_KEY="-----BEGIN hunter2"\n').printed).not.toContain('hunter2');
  // Those of containers are elsewhere.
  const contained = 'EDGE_CONFIG=/missing.yaml\nBELUGA_RELAY_TOKEN_FILE=/run/secrets/relay\n';
  expect(validate(contained, '--no-files', '--service', 'worker-edge').failed).toBe(false);
  const twice = `${contained}BELUGA_RELAY_TOKEN=x\n`;
  expect(validate(twice, '--no-files').printed).toContain(
    'BELUGA_RELAY_TOKEN: is set, and so is BELUGA_RELAY_TOKEN_FILE',
  );
});

test('--json is for scripts', () => {
  let printed = '';
  const program = createProgram({ out: (part) => (printed += part) });
  program.parse(['--json', 'config', 'validate', '--env-file', fileWith('.env', 'PORT=x\n')], { from: 'user' });
  expect(JSON.parse(printed)).toEqual({
    ok: false,
    findings: [
      {
        severity: 'error',
        subject: expect.stringMatching(/\.env:1: PORT$/) as string,
        message: 'must be a whole number from 0 to 65535 (gateway)',
        setting: 'PORT',
      },
    ],
  });
});

test('a service that there is not, and a file that there is not, are mistakes of the command', () => {
  const program = createProgram({ out: () => undefined });
  for (const command of program.commands.flatMap((one) => [one, ...one.commands]))
    command.configureOutput({ writeErr: () => undefined });
  const run = (...words: string[]) => program.parse(['config', 'validate', ...words], { from: 'user' });
  expect(() => run('--service', 'worker-acme')).toThrow(CommanderError);
  expect(() => run('--env-file', '/missing/.env')).toThrow('cannot read /missing/.env (ENOENT)');
  expect(knownServices).toEqual(expect.arrayContaining(['gateway', 'auth', 'billing', 'worker-edge', 'launcher']));
});
