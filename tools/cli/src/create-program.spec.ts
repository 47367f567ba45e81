import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommanderError } from 'commander';
import { createProgram } from './create-program.js';
import { readDuration, readMoment } from './read-duration.js';
import { renderTable } from './render-table.js';
import { RequestError } from './request-error.js';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

const key = {
  object: 'key',
  id: 'key_1',
  name: 'ci',
  public_id: 'pub',
  organization: 'default',
  scopes: ['completions'],
  models: [],
  limits: { requests_per_minute: 60, tokens_per_minute: null, concurrent_requests: null, money: { total_usd: 5 } },
  created_at: 1_795_364_531,
  expires_at: null,
  revoked_at: null,
  last_used_at: null,
};

describe('beluga', () => {
  // The admin API as far as the command line sees it; the real one answers in apps/e2e.
  let server: Server;
  const calls: Call[] = [];
  let answer: (call: Call) => { status?: number; body: object } = () => ({ body: key });
  beforeAll(async () => {
    const serve = async (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const known = request.headers.authorization === 'Bearer admin-secret';
      const call = { method: request.method ?? '', path: request.url ?? '', body: text ? JSON.parse(text) : undefined };
      calls.push(call);
      const { status = 200, body } = known ? answer(call) : { status: 401, body: {} };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    server = createServer((request, response) => void serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env['BELUGA_ADMIN_KEY'] = 'admin-secret';
  });
  afterAll(() => {
    delete process.env['BELUGA_ADMIN_KEY'];
    server.close();
  });
  beforeEach(() => {
    calls.splice(0);
    answer = () => ({ body: key });
  });

  async function run(...words: string[]): Promise<string> {
    let printed = '';
    const program = createProgram({ out: (text) => (printed += text) });
    for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
      command.configureOutput({ writeErr: () => undefined });
    }
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await program.parseAsync(['--url', url, ...words], { from: 'user' });
    return printed;
  }

  it.each<[string, string[], Call]>([
    [
      'create',
      ['keys', 'create', '--name', 'ci', '--models', 'gpt-5.2,beluga-nano', '--rpm', '60', '--total-usd', '5'],
      {
        method: 'POST',
        path: '/admin/v1/keys',
        body: {
          name: 'ci',
          models: ['gpt-5.2', 'beluga-nano'],
          limits: { requests_per_minute: 60, money: { total_usd: '5' } },
        },
      },
    ],
    [
      'update',
      ['keys', 'update', 'key_1', '--models', 'all', '--rpm', 'none', '--expires', '2027-01-31'],
      {
        method: 'PATCH',
        path: '/admin/v1/keys/key_1',
        body: { models: [], limits: { requests_per_minute: null }, expires_at: Date.UTC(2027, 0, 31) / 1_000 },
      },
    ],
    [
      'rotate',
      ['keys', 'rotate', 'key_1', '--overlap', '24h'],
      { method: 'POST', path: '/admin/v1/keys/key_1/rotate', body: { overlap_seconds: 86_400 } },
    ],
    ['revoke', ['keys', 'revoke', 'a/b'], { method: 'POST', path: '/admin/v1/keys/a%2Fb/revoke', body: {} }],
    [
      'an organization',
      ['organizations', 'create', 'acme', '--tpm', '1000'],
      { method: 'POST', path: '/admin/v1/organizations', body: { id: 'acme', limits: { tokens_per_minute: 1_000 } } },
    ],
  ])('%s calls the admin API', async (_what, words, call) => {
    const printed = await run(...words);
    expect(calls).toEqual([call]);
    expect(printed).toMatch(/^field {2,}value\n.*\nname {2,}ci\n/s);
    expect(printed).toMatch(/limits {2,}requests_per_minute=60 total_usd=5\n/);
  });

  it('shows a new key, and prints JSON for scripts wherever --json stands', async () => {
    answer = () => ({ body: { ...key, key: 'bapi_pub_secret' } });
    expect(await run('keys', 'create', '--name', 'ci')).toMatch(/bapi_pub_secret[^]*only this once/);
    expect(JSON.parse(await run('keys', 'create', '--name', 'ci', '--json'))).toMatchObject({ key: 'bapi_pub_secret' });
  });

  it('lists all pages as a table', async () => {
    answer = ({ path }) => ({
      body: path.includes('after=key_1')
        ? { data: [{ ...key, id: 'key_2' }], has_more: false, last_id: 'key_2' }
        : { data: [key], has_more: true, last_id: 'key_1' },
    });
    const lines = (await run('keys', 'list')).split('\n');
    expect(lines[0]).toMatch(/^id +name +public_id +organization +last_used_at +expires_at +revoked_at +limits$/);
    expect(lines.slice(1, 3).map((line) => line.split(' ')[0])).toEqual(['key_1', 'key_2']);
  });

  it('says what the gateway said', async () => {
    const error = { message: 'There is no key with the id `x`.', param: 'id' };
    answer = () => ({ status: 404, body: { error } });
    const failed = run('keys', 'show', 'x');
    await expect(failed).rejects.toThrow(RequestError);
    await expect(failed).rejects.toThrow('There is no key with the id `x`. (HTTP 404, id)');
  });

  it.each([
    [['keys', 'create']],
    [['keys', 'create', '--name', 'x', '--rpm', 'many']],
    [['keys', 'create', '--name', 'x', '--expires', 'soon']],
    [['keys', 'create', '--name', 'x', '--scopes', 'root']],
    [['nothing']],
  ])('%j is refused before anything is called', async (words) => {
    await expect(run(...words)).rejects.toThrow(CommanderError);
    expect(calls).toEqual([]);
  });
});

test('spans and moments', () => {
  expect(['90s', '15m', '12h', '30d'].map(readDuration)).toEqual([90, 900, 43_200, 2_592_000]);
  expect(readMoment('2027-01-31T00:00:00+01:00')).toBe(Date.UTC(2027, 0, 30, 23) / 1_000);
  expect(readMoment('1h') - Date.now() / 1_000).toBeGreaterThan(3_590);
});

test('a table keeps its columns and shows no control characters', () => {
  expect(
    renderTable(
      ['a', 'bb'],
      [
        ['1\u001b[31m', ''],
        ['22', 'x\ny'],
      ],
    ),
  ).toBe('a       bb\n1 [31m\n22      x y\n');
});
