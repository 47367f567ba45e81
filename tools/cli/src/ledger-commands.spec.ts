import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProgram } from './create-program.js';
import { RequestError } from './request-error.js';

const verification = {
  object: 'ledger.verification',
  agrees: true,
  rows: 7,
  subjects: 2,
  differences: [],
  difference_count: 0,
};
const row = { id: 12, completion_id: 'chatcmpl-1', attempt: 1, outcome: 'completed', source: 'provider' };
const credit = {
  object: 'credit',
  organization: 'acme',
  granted_usd: 25,
  spent_usd: 1.5,
  reserved_usd: 0,
  remaining_usd: 23.5,
};

describe('money on the command line', () => {
  let server: Server;
  let answer: object = {};
  const calls: { route: string; body: unknown }[] = [];
  const idempotencyKeys: unknown[] = [];
  beforeAll(async () => {
    const serve = async (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      calls.push({ route: `${request.method} ${request.url}`, body: text === '' ? undefined : JSON.parse(text) });
      idempotencyKeys.push(request.headers['idempotency-key']);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
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
    idempotencyKeys.splice(0);
  });

  let printed = '';
  async function run(...words: string[]): Promise<string> {
    printed = '';
    const program = createProgram({ out: (text) => (printed += text) });
    for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
      command.configureOutput({ writeErr: () => undefined });
    }
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await program.parseAsync(['--url', url, ...words], { from: 'user' });
    return printed;
  }

  it('says that the ledger agrees', async () => {
    answer = verification;
    expect(await run('ledger', 'verify')).toBe('7 rows, 2 balances, 0 differences\n');
    expect(calls).toEqual([{ route: 'POST /admin/v1/ledger/verify', body: {} }]);
  });

  it('names what differs, and fails', async () => {
    const difference = { subject: 'key:1', figure: 'total', expected: 5, found: 4 };
    answer = { ...verification, agrees: false, differences: [difference], difference_count: 1 };
    await expect(run('ledger', 'verify')).rejects.toThrow(RequestError);
    expect(printed).toMatch(/key:1 +total +5 +4\n7 rows, 2 balances, 1 differences/);
  });

  it('lists rows after a cursor', async () => {
    answer = { object: 'list', data: [row], has_more: true, last_id: 12 };
    expect(await run('ledger', 'list', '--after', '11', '--limit', '1')).toMatch(/\n12 +chatcmpl-1 +1 /);
    expect(calls).toEqual([{ route: 'GET /admin/v1/ledger?after=11&limit=1', body: undefined }]);
    await expect(run('ledger', 'list', '--after', 'x')).rejects.toThrow('Expected a whole number');
  });

  it('adds to credit, takes away, and shows it', async () => {
    answer = credit;
    expect(await run('organizations', 'credit', 'acme', '--add', '25', '--note', 'invoice 7')).toMatch(
      /remaining_usd +23.5/,
    );
    await run('organizations', 'credit', 'acme', '--add', '-0.5', '--idempotency-key', 'refund-7');
    await run('organizations', 'credit', 'acme');
    expect(calls).toEqual([
      { route: 'POST /admin/v1/organizations/acme/credit', body: { amount_usd: '25', note: 'invoice 7' } },
      { route: 'POST /admin/v1/organizations/acme/credit', body: { amount_usd: '-0.5' } },
      { route: 'GET /admin/v1/organizations/acme/credit', body: undefined },
    ]);
    expect(idempotencyKeys).toEqual([undefined, 'refund-7', undefined]);
    await expect(run('organizations', 'credit', 'acme', '--add', 'much')).rejects.toThrow('Expected dollars');
  });
});
