import { chmodSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { lookedAt, nowhere, now } from './__fixtures__/looked-at.js';
import type { Finding } from '../finding.js';
import { checkAdministration } from './check-administration.js';
import { checkGateway } from './check-gateway.js';
import { checkHome, checkPort } from './check-machine.js';
import { checkSettings } from './check-settings.js';
import { checkProcesses } from './check-processes.js';
import { type Check, type DoctorContext, fine } from './doctor-context.js';
import { runChecks } from './run-checks.js';

const scene = lookedAt();
const { folder, look } = scene;

describe('a check', () => {
  it('that does not end is ended, and the others are told', async () => {
    const never: Check = { name: 'never', run: () => new Promise(() => undefined) };
    const broken: Check = { name: 'broken', run: () => Promise.reject(new Error('no idea')) };
    const good: Check = { name: 'good', run: () => Promise.resolve([fine('good', 'is fine')]) };
    const slow: Check = {
      name: 'slow',
      run: (_context, _signal, keep) => {
        keep([fine('slow', 'is half done')]);
        return new Promise(() => undefined);
      },
    };
    await expect(runChecks([never, broken, good, slow], {} as DoctorContext, 30)).resolves.toEqual([
      { severity: 'unknown', subject: 'never', message: 'no answer within 0.03 s' },
      { severity: 'unknown', subject: 'broken', message: 'the check failed: no idea' },
      { severity: 'ok', subject: 'good', message: 'is fine' },
      { severity: 'ok', subject: 'slow', message: 'is half done' },
      { severity: 'unknown', subject: 'slow', message: 'not all of it was looked at within 0.03 s' },
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

  it('has settings that go together, as they were given', async () => {
    const token = { BELUGA_RELAY_TOKEN: 'hunter2', BELUGA_RELAY_TOKEN_FILE: '/run/secrets/relay' };
    expect(await look(checkSettings, { given: token, variables: { BELUGA_RELAY_TOKEN: 'hunter2' } })).toEqual([
      'error BELUGA_RELAY_TOKEN: is set, and so is BELUGA_RELAY_TOKEN_FILE: keep one of them [BELUGA_RELAY_TOKEN]',
    ]);
    expect(await look(checkSettings, {})).toEqual(['ok settings: what is set here is well formed']);
  });

  it('has a port for the gateway', async () => {
    const { port } = new URL(scene.url);
    expect(await look(checkPort, { variables: { PORT: port } })).toEqual([
      `error port: ${port} on 127.0.0.1 is taken by another program [PORT]`,
    ]);
    expect(await look(checkPort, { variables: { HOST: '192.0.2.1' } })).toEqual([
      'error port: 8080 on 192.0.2.1 cannot be listened on (EADDRNOTAVAIL) [HOST]',
    ]);
  });

  it('has the processes that ready.json names', async () => {
    scene.answers(() => ({ status: 503, body: { dependencies: { nats: { mode: 'down', detail: 'not connected' } } } }));
    const pids = { auth: process.pid, billing: 2 ** 22 + 1, gateway: process.pid };
    const ready = {
      metrics: { auth: scene.url, billing: scene.url, gateway: nowhere },
      pids,
    } as unknown as DoctorContext['ready'];
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
    scene.answers(() => ({ status: 503, body: { status: 'unavailable', dependencies, workers: { edge: 1 } } }));
    expect(await look(checkGateway, { url: scene.url, variables: { OPENAI_API_KEY: 'sk-hunter2' } })).toEqual([
      `error gateway: ${scene.url} is not ready: auth is down (no answer)`,
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
    scene.answers(() => ({ body: { status: 'ok', dependencies: {}, workers: {} }, headers: { date } }));
    const told = await look(checkGateway, { url: scene.url });
    expect(told.find((line) => line.includes('clock'))).toMatch(new RegExp(`^${severity} clock: .* s apart`));
    expect(told).toContain('error workers: the gateway sees none: nothing can be answered');
  });

  it('may be something else, or nothing', async () => {
    scene.answers(() => ({ status: 404, body: {} }));
    expect(await look(checkGateway, { url: scene.url })).toEqual([
      `error gateway: ${scene.url} is no BelugAPI (HTTP 404) [BELUGA_URL]`,
    ]);
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
    { id: 'key_4', name: 'revoked', expires_at: inDays(3), revoked_at: 1, limits: { money: { total_usd: 1 } } },
    {
      id: 'key_5',
      name: 'paid',
      expires_at: null,
      revoked_at: null,
      limits: { money: { total_usd: 10 } },
      created_at: 86_400.5,
    },
  ];
  const credits: Readonly<Record<string, object>> = {
    free: { granted_usd: null, remaining_usd: null },
    rich: { granted_usd: 100, remaining_usd: 50, reserved_usd: 1 },
    poor: { granted_usd: 100, remaining_usd: 12, reserved_usd: 3 },
    broke: { granted_usd: 100, remaining_usd: -0.5, reserved_usd: 0 },
  };

  const organizations = Object.keys(credits).map((id) => {
    const money = id === 'rich' ? { daily_usd: 10, monthly_usd: 50 } : { daily_usd: null, total_usd: null };
    return { id, limits: { money } };
  });
  const spent = (start: string, value: number) => ({
    start_time: Date.parse(start) / 1_000,
    results: [
      { project_id: 'rich', amount: { value } },
      { project_id: 'free', amount: { value: 1_000 } },
    ],
  });

  it('tells of keys that end, credit that is used up and budgets that nearly are', async () => {
    const asks: string[] = [];
    scene.answers(({ url: asked = '' }) => {
      asks.push(asked);
      if (asked.includes('group_by=api_key_id')) {
        const [start_time, next_page] = asked.includes('page=later') ? [1_790_000_000, null] : [86_400, 'later'];
        const results = [{ project_id: null, api_key_id: 'key_5', amount: { value: 5 } }];
        return { body: { data: [{ start_time, results }], has_more: next_page !== null, next_page } };
      }
      if (asked.includes('costs')) return { body: { data: [spent('2026-11-03', 36.5), spent('2026-11-22', 9)] } };
      const [, id] = /organizations\/(\w+)\/credit/.exec(asked) ?? [];
      if (id) return { body: credits[id] ?? {} };
      return { body: { data: asked.includes('keys') ? keys : organizations } };
    });
    expect(await look(checkAdministration, { url: scene.url, adminKey })).toEqual([
      'ok administration: 5 keys, 4 organisations',
      'warning key key_1 (soon): expires on 2026-11-25: `beluga keys update key_1 --expires …`',
      'warning organisation rich: $9.00 of $10 for this day are spent: `beluga organizations update rich --daily-usd …`',
      'warning organisation rich: $45.50 of $50 for this month are spent: `beluga organizations update rich --monthly-usd …`',
      'error key key_5 (paid): $10.00 of $10 in all are spent: `beluga keys update key_5 --total-usd …`',
      'warning organisation poor: $9.00 of its credit of $100 are left: `beluga organizations credit poor --add …`',
      'error organisation broke: its credit of $100 is used up: `beluga organizations credit broke --add …`',
    ]);
    // From the first of the month, by organisation; what counts in all, from the day that its oldest owner was made.
    expect(asks.filter((asked) => asked.includes('costs'))).toEqual([
      '/v1/organization/costs?start_time=1793491200&limit=180&group_by=project_id',
      '/v1/organization/costs?start_time=86400&limit=180&group_by=api_key_id',
      '/v1/organization/costs?start_time=86400&limit=180&group_by=api_key_id&page=later',
    ]);
  });

  it('asks for eight at a time, and what it knew when its time was over is told', async () => {
    const over = new AbortController();
    const asked: string[] = [];
    scene.answers(({ url: at = '' }) => {
      const [, id] = /organizations\/(\w+)\/credit/.exec(at) ?? [];
      if (id === undefined) return { body: { data: at.includes('keys') ? keys : many } };
      asked.push(id);
      if (asked.length <= 8) return { body: credits['broke'] ?? {} };
      if (asked.length === 16) over.abort();
      return undefined;
    });
    const many = Array.from({ length: 40 }, (_, index) => ({ id: `org_${index}` }));
    const kept: Finding[] = [];
    const context = scene.context({ url: scene.url, adminKey });
    await checkAdministration.run(context, over.signal, (findings) => kept.push(...findings));
    expect(asked).toHaveLength(16);
    expect(kept.map(({ subject }) => subject)).toEqual([
      'administration',
      'key key_1 (soon)',
      ...many.slice(0, 8).map(({ id }) => `organisation ${id}`),
    ]);
  });

  it('needs its key', async () => {
    scene.answers(() => ({ status: 401, body: { error: { message: 'Incorrect API key provided.' } } }));
    expect(await look(checkAdministration, { url: scene.url, adminKey })).toEqual([
      'error administration: the gateway refuses the admin key [BELUGA_ADMIN_KEY]',
    ]);
    expect(await look(checkAdministration, { url: scene.url })).toEqual([
      'unknown administration: no admin key: keys, organisations and credit are not checked [BELUGA_ADMIN_KEY]',
    ]);
  });
});
