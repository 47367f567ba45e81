import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTestNats } from '@belugapi/testing';
import { checkAdministration } from './check-administration.js';
import { checkDatabase } from './check-database.js';
import { checkEdge } from './check-edge.js';
import { checkGateway } from './check-gateway.js';
import { checkHome, checkPort } from './check-machine.js';
import { checkModels } from './check-models.js';
import { checkNats } from './check-nats.js';
import { checkProcesses } from './check-processes.js';
import { checkTlsFiles } from './check-tls-files.js';
import { checkVendors } from './check-vendors.js';
import { type Check, type DoctorContext, fine } from './doctor-context.js';
import { runChecks } from './run-checks.js';

const folder = mkdtempSync(path.join(tmpdir(), 'belugapi-doctor-'));
chmodSync(folder, 0o700);
const fileWith = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

interface Answer {
  readonly status?: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

// Whoever is asked: a gateway, a vendor, an engine.
let server: Server;
let url: string;
let answer: (request: IncomingMessage) => Answer;
beforeAll(async () => {
  server = createServer((request, response) => {
    const { status = 200, body = {}, headers = {} } = answer(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const nowhere = 'http://127.0.0.1:65529';
const now = Date.parse('2026-11-22T12:00:00Z');

async function look(check: Check, context: Partial<DoctorContext>): Promise<string[]> {
  const whole: DoctorContext = {
    variables: {},
    home: folder,
    ready: undefined,
    url: undefined,
    isRemote: false,
    adminKey: undefined,
    days: 30,
    now,
    asksVendors: false,
    ...context,
  };
  const findings = await runChecks([check], whole, 5_000);
  return findings.map(({ severity, subject, message, setting }) => {
    return `${severity} ${subject}: ${message}${setting === undefined ? '' : ` [${setting}]`}`;
  });
}

describe('a check', () => {
  it('that does not end is ended, and the others are told', async () => {
    const never: Check = { name: 'never', run: () => new Promise(() => undefined) };
    const broken: Check = { name: 'broken', run: () => Promise.reject(new Error('no idea')) };
    const good: Check = { name: 'good', run: () => Promise.resolve([fine('good', 'is fine')]) };
    await expect(runChecks([never, broken, good], {} as DoctorContext, 30)).resolves.toEqual([
      { severity: 'unknown', subject: 'never', message: 'no answer within 0.03 s' },
      { severity: 'unknown', subject: 'broken', message: 'the check failed: no idea' },
      { severity: 'ok', subject: 'good', message: 'is fine' },
    ]);
  });
});

describe('this machine', () => {
  it('has a home that nobody else reads', async () => {
    expect(await look(checkHome, {})).toEqual([
      expect.stringMatching(/^ok home: .* can be written, [\d.]+ GiB are free$/),
    ]);
    const open = mkdtempSync(path.join(folder, 'open-'));
    chmodSync(open, 0o755);
    expect((await look(checkHome, { home: open }))[0]).toMatch(
      /^warning home: .* can be read by other users.*\[BELUGA_HOME\]$/,
    );
    // One that is still to be made lies in a folder that can be written.
    expect((await look(checkHome, { home: path.join(folder, 'not/yet') }))[0]).toMatch(/^ok /);
  });

  it('has a port for the gateway', async () => {
    const { port } = new URL(url);
    expect(await look(checkPort, { variables: { PORT: port } })).toEqual([
      `error port: ${port} on 127.0.0.1 is taken by another program [PORT]`,
    ]);
    expect(await look(checkPort, { variables: { HOST: '192.0.2.1' } })).toEqual([
      'error port: 8080 on 192.0.2.1 cannot be listened on (EADDRNOTAVAIL) [HOST]',
    ]);
  });

  it('has the processes that ready.json names', async () => {
    answer = () => ({ status: 503, body: { dependencies: { nats: { mode: 'down', detail: 'not connected' } } } });
    const pids = { auth: process.pid, billing: 2 ** 22 + 1, gateway: process.pid };
    const ready = { metrics: { auth: url, billing: url, gateway: nowhere }, pids } as unknown as DoctorContext['ready'];
    expect(await look(checkProcesses, { ready })).toEqual([
      `error billing: process ${2 ** 22 + 1} of ready.json does not run: start the stack anew with \`npm start\``,
      'error auth: is not ready: nats is down (not connected)',
      'error gateway: http://127.0.0.1:65529 does not answer (ECONNREFUSED)',
    ]);
  });
});

describe('the gateway', () => {
  it('says what it lacks', async () => {
    const dependencies = { nats: { mode: 'ok' }, auth: { mode: 'down', detail: 'no answer' } };
    answer = () => ({ status: 503, body: { status: 'unavailable', dependencies, workers: { edge: 1 } } });
    expect(await look(checkGateway, { url, variables: { OPENAI_API_KEY: 'sk-hunter2' } })).toEqual([
      `error gateway: ${url} is not ready: auth is down (no answer)`,
      'ok workers: 1 × edge',
      'error workers: OPENAI_API_KEY is set, and the gateway sees no worker for openai [OPENAI_API_KEY]',
      'ok clock: the gateway’s and this machine’s agree',
    ]);
  });

  it.each([
    [20, 'warning'],
    [-20, 'warning'],
    [600, 'error'],
  ])('whose clock is %d s off: %s', async (seconds, severity) => {
    const date = new Date(Date.now() + seconds * 1_000).toUTCString();
    answer = () => ({ body: { status: 'ok', dependencies: {}, workers: {} }, headers: { date } });
    const told = await look(checkGateway, { url });
    expect(told.find((line) => line.includes('clock'))).toMatch(new RegExp(`^${severity} clock: .* s apart`));
    expect(told).toContain('error workers: the gateway sees none: nothing can be answered');
  });

  it('may be something else, or nothing', async () => {
    answer = () => ({ status: 404, body: {} });
    expect(await look(checkGateway, { url })).toEqual([`error gateway: ${url} is no BelugAPI (HTTP 404) [BELUGA_URL]`]);
    expect(await look(checkGateway, { url: nowhere })).toEqual([
      'error gateway: http://127.0.0.1:65529 cannot be reached (ECONNREFUSED) [BELUGA_URL]',
    ]);
  });
});

describe('administration', () => {
  const adminKey = 'hunter2-hunter2-hunter2';
  const inDays = (days: number) => now / 1_000 + days * 86_400;
  const keys = [
    { id: 'key_1', name: 'soon', expires_at: inDays(3), revoked_at: null },
    { id: 'key_2', name: 'later', expires_at: inDays(31), revoked_at: null },
    { id: 'key_3', name: 'ended', expires_at: inDays(-1), revoked_at: null },
    { id: 'key_4', name: 'revoked', expires_at: inDays(3), revoked_at: 1 },
  ];
  const credits: Readonly<Record<string, object>> = {
    free: { granted_usd: null, remaining_usd: null },
    rich: { granted_usd: 100, remaining_usd: 50, reserved_usd: 1 },
    poor: { granted_usd: 100, remaining_usd: 12, reserved_usd: 3 },
    broke: { granted_usd: 100, remaining_usd: -0.5, reserved_usd: 0 },
  };

  it('tells of keys that end and credit that is used up', async () => {
    answer = ({ url: asked = '' }) => {
      const [, id] = /organizations\/(\w+)\/credit/.exec(asked) ?? [];
      if (id) return { body: credits[id] ?? {} };
      return { body: { data: asked.includes('keys') ? keys : Object.keys(credits).map((one) => ({ id: one })) } };
    };
    expect(await look(checkAdministration, { url, adminKey })).toEqual([
      'ok administration: 4 keys, 4 organisations',
      'warning key key_1 (soon): expires on 2026-11-25: `beluga keys update key_1 --expires …`',
      'warning organisation poor: $9.00 of its credit of $100 are left: `beluga organizations credit poor --add …`',
      'error organisation broke: its credit of $100 is used up: `beluga organizations credit broke --add …`',
    ]);
  });

  it('needs its key', async () => {
    answer = () => ({ status: 401, body: { error: { message: 'Incorrect API key provided.' } } });
    expect(await look(checkAdministration, { url, adminKey })).toEqual([
      'error administration: the gateway refuses the admin key [BELUGA_ADMIN_KEY]',
    ]);
    expect(await look(checkAdministration, { url })).toEqual([
      'unknown administration: no admin key: keys, organisations and credit are not checked [BELUGA_ADMIN_KEY]',
    ]);
  });
});

describe('NATS', () => {
  it('is asked for the stream of usage', async () => {
    const nats = await startTestNats();
    try {
      const variables = { NATS_URL: nats.url };
      expect(await look(checkNats, { variables })).toEqual([
        expect.stringMatching(/^ok NATS: [\d.]+ at 127\.0\.0\.1:\d+$/),
        'error JetStream: stream not found: billing makes the stream USAGE at its start',
      ]);
    } finally {
      await nats.stop();
    }
    expect(await look(checkNats, { variables: { NATS_URL: 'nats://user:hunter2@127.0.0.1:9' } })).toEqual([
      expect.stringMatching(/^error NATS: 127\.0\.0\.1:9 cannot be used: (?!.*hunter2).* \[NATS_URL\]$/),
    ]);
  }, 60_000);
});

it('a database that is not there is told without its password', async () => {
  const variables = { DATABASE_URL: 'postgresql://user:hunter2@127.0.0.1:9/db' };
  expect(await look(checkDatabase, { variables })).toEqual([
    expect.stringMatching(/^error database: cannot be used: (?!.*hunter2).*ECONNREFUSED.* \[DATABASE_URL\]$/),
  ]);
});

describe('vendors', () => {
  const variables = () => ({ OPENAI_API_KEY: 'sk-good, sk-hunter2', OPENAI_BASE_URL: `${url}/v1` });

  it('are only reached unless they may be asked', async () => {
    answer = () => {
      throw new Error('asked');
    };
    expect(await look(checkVendors, { variables: variables() })).toEqual([
      `ok openai: ${new URL(url).host} answers; 2 keys are set, not tried (--vendors)`,
    ]);
    const away = { ANTHROPIC_API_KEY: 'hunter2', ANTHROPIC_BASE_URL: 'https://127.0.0.1:9' };
    expect(await look(checkVendors, { variables: away })).toEqual([
      'error anthropic: 127.0.0.1:9 cannot be reached (ECONNREFUSED) [ANTHROPIC_BASE_URL]',
    ]);
  });

  it('are asked for their models with each key', async () => {
    const asked: string[] = [];
    answer = ({ url: at = '', headers }) => {
      asked.push(at);
      return { status: headers.authorization === 'Bearer sk-good' || headers['x-api-key'] === 'sk-good' ? 200 : 401 };
    };
    const also = { ANTHROPIC_API_KEY: 'sk-good', ANTHROPIC_BASE_URL: url };
    expect(await look(checkVendors, { variables: { ...variables(), ...also }, asksVendors: true })).toEqual([
      `ok openai: ${new URL(url).host} takes the key`,
      `error openai, key 2: ${new URL(url).host} refuses the key (HTTP 401) [OPENAI_API_KEY]`,
      `ok anthropic: ${new URL(url).host} takes the key`,
    ]);
    expect(asked.toSorted()).toEqual(['/v1/models', '/v1/models', '/v1/models']);
  });
});

describe('models', () => {
  it('that end soon or have no price are told, of vendors that are used', async () => {
    const catalog = fileWith(
      'catalog.yaml',
      'models:\n  gpt-5.1: { state: { retiring: 2026-12-01 }, replacement: gpt-5.4 }\n  gpt-5.2: { state: { retiring: 2027-12-01 } }\n',
    );
    const variables = { BELUGA_CATALOG: catalog, OPENAI_API_KEY: 'x' };
    const told = await look(checkModels, { variables });
    expect(told[0]).toMatch(/^ok models: \d+ are served by their vendors, \d+ are retired$/);
    expect(told).toContain(
      'warning model gpt-5.1: is served until 2026-12-01, its successor is gpt-5.4 [BELUGA_CATALOG]',
    );
    expect(told.join('\n')).not.toContain('gpt-5.2:');
    expect((await look(checkModels, { variables: { BELUGA_CATALOG: catalog } })).join('\n')).not.toContain('gpt-5.1');
    expect(await look(checkModels, { variables: { BELUGA_CATALOG: '/missing' } })).toEqual([
      'unknown models: /missing cannot be used [BELUGA_CATALOG]',
    ]);
  });

  it('of edge have their engines and files', async () => {
    answer = ({ headers }) => ({
      status: headers.authorization === 'Bearer engine-key' ? 200 : 401,
      body: { data: [{ id: 'llama' }] },
    });
    fileWith('good.gguf', 'GGUF and more');
    fileWith('bad.gguf', 'PK');
    const models = [
      '{id: a, engine: llama.cpp, file: good.gguf}',
      '{id: b, engine: llama.cpp, file: bad.gguf}',
      '{id: c, engine: llama.cpp, file: absent.gguf}',
      `{id: d, engine: openai, baseUrl: "${url}/v1", apiKeyEnv: ENGINE_KEY, upstreamModel: llama}`,
      `{id: e, engine: openai, baseUrl: "${url}/v1", apiKeyEnv: ENGINE_KEY, upstreamModel: mistral}`,
      `{id: f, engine: openai, baseUrl: "${url}/v1"}`,
      `{id: g, engine: openai, baseUrl: "${nowhere}/v1"}`,
    ];
    const file = fileWith('edge.yaml', `models:\n${models.map((model) => `  - ${model}\n`).join('')}`);
    const { host } = new URL(url);
    expect(await look(checkEdge, { variables: { EDGE_CONFIG: file, ENGINE_KEY: 'engine-key' } })).toEqual([
      `ok edge model a: ${folder}/good.gguf`,
      `error edge model b: ${folder}/bad.gguf is no GGUF file [EDGE_CONFIG]`,
      `error edge model c: cannot read ${folder}/absent.gguf (ENOENT) [EDGE_CONFIG]`,
      `ok edge model d: the engine at ${host} lists 1 models`,
      `error edge model e: the engine at ${host} does not list mistral [EDGE_CONFIG]`,
      `error edge model f: the engine at ${host} refuses the key (HTTP 401) [EDGE_CONFIG]`,
      'error edge model g: the engine at 127.0.0.1:65529 cannot be reached (ECONNREFUSED) [EDGE_CONFIG]',
    ]);
  });
});

describe('certificates', () => {
  // Of doctor.spec, from 2026-11-22 to 2036-11-19.
  const certificate = `-----BEGIN CERTIFICATE-----
MIIBgjCCASegAwIBAgIUBjaMbWpur935vb7iWgZKmeLVDKEwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLZG9jdG9yLnNwZWMwHhcNMjYxMTIyMjIxMTE2WhcNMzYxMTE5
MjIxMTE2WjAWMRQwEgYDVQQDDAtkb2N0b3Iuc3BlYzBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABG+MtI8v0BDd32HAzhM9UZTCTfLotVC6Nq95qLKWhpqlYMZMt/xH
cf5drarHgrJJsYhZEpkE9+qL24hevOlH11ujUzBRMB0GA1UdDgQWBBSCXlJyHwUm
Qv/ljaXuJ2EnFlgqBjAfBgNVHSMEGDAWgBSCXlJyHwUmQv/ljaXuJ2EnFlgqBjAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQCYdIkOvepydc/yfiuT
0VO9/qX+zRuHx9qpZB34mXf4cwIhAP7OvpY62geQYk8SGHfKsXy53yQzEMnJZqwU
MBL3cp2h
-----END CERTIFICATE-----
`;
  const at = async (day: string, key?: string) => {
    const variables = {
      NATS_TLS_CERT: fileWith('cert.pem', certificate),
      ...(key !== undefined && { NATS_TLS_KEY: key }),
    };
    return look(checkTlsFiles, { variables, now: Date.parse(day) });
  };

  it('are in time, and of their key', async () => {
    expect(await at('2027-01-01')).toEqual(['ok NATS_TLS_CERT: the certificate is valid until 2036-11-19']);
    expect(await at('2036-11-01')).toEqual([
      'warning NATS_TLS_CERT: the certificate ends on 2036-11-19 [NATS_TLS_CERT]',
    ]);
    expect(await at('2036-12-01')).toEqual([
      'error NATS_TLS_CERT: the certificate ended on 2036-11-19 [NATS_TLS_CERT]',
    ]);
    expect(await at('2026-01-01')).toEqual(['error NATS_TLS_CERT: the certificate is not valid yet [NATS_TLS_CERT]']);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = fileWith('key.pem', String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
    expect(await at('2027-01-01', other)).toEqual([
      'error NATS_TLS_KEY: is not the key of NATS_TLS_CERT [NATS_TLS_KEY]',
    ]);
    const variables = { RELAY_TLS_CA: fileWith('none.pem', 'hunter2') };
    expect(await look(checkTlsFiles, { variables })).toEqual([
      'error RELAY_TLS_CA: is no certificate (PEM) [RELAY_TLS_CA]',
    ]);
  });
});
