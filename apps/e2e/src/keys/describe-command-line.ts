import { askCompletion } from './ask-completion.js';
import type { KeyRig } from './key-rig.js';
import { runCli } from './run-cli.js';

interface Doctored {
  readonly ok: boolean;
  readonly findings: readonly { readonly severity: string; readonly subject: string }[];
}

/** `npx beluga keys …` against a running stack. */
export function describeCommandLine(rig: () => KeyRig): void {
  const ofHome = () => ({ BELUGA_HOME: rig().served.stack.home });
  const ofAddress = () => ({ BELUGA_URL: rig().url, BELUGA_ADMIN_KEY: rig().served.stack.adminKey });
  const use = async (key: string) => (await askCompletion({ url: rig().url, key })).status;

  async function json<Body>(...words: readonly string[]): Promise<Body> {
    const { code, out, error } = await runCli(ofAddress(), '--json', ...words);
    expect([code, error]).toEqual([0, '']);
    return JSON.parse(out) as Body;
  }

  it('makes, shows, changes, rotates and revokes a key', async () => {
    const made = await runCli(ofHome(), 'keys', 'create', '--name', 'terminal', '--rpm', '100', '--expires', '30d');
    expect([made.code, made.error]).toEqual([0, '']);
    const [, first = ''] = /^key +(bapi_\S+)$/m.exec(made.out) ?? [];
    const [, id = ''] = /^id +(key_\S+)$/m.exec(made.out) ?? [];
    expect(made.out).toMatch(/^name +terminal$/m);
    expect(made.out).toMatch(/^limits +requests_per_minute=100$/m);
    expect(made.out).toMatch(/The key is shown only this once\.\n$/);
    rig().admin.secrets.push(first);
    expect(await use(first)).toBe(200);

    const shown = await json<{ id: string; limits: object }>('keys', 'show', id);
    expect(shown).toMatchObject({ id, name: 'terminal', limits: { requests_per_minute: 100 } });
    expect(JSON.stringify(shown)).not.toContain(first.split('_')[2]);
    const changed = await json('keys', 'update', id, '--name', 'other', '--rpm', 'none', '--tpm', '50000');
    expect(changed).toMatchObject({ name: 'other', limits: { requests_per_minute: null, tokens_per_minute: 50_000 } });

    const { key: second } = await json<{ key: string }>('keys', 'rotate', id, '--overlap', '1h');
    rig().admin.secrets.push(second);
    expect([await use(first), await use(second)]).toEqual([200, 200]);
    expect(await json('keys', 'revoke', id)).toMatchObject({ id, revoked_at: expect.any(Number) as number });
    expect([await use(first), await use(second)]).toEqual([401, 401]);
  });

  it('lists as a table, and as JSON', async () => {
    const { out, code } = await runCli(ofHome(), 'keys', 'list');
    const lines = out.trimEnd().split('\n');
    expect([code, lines[0]]).toEqual([0, expect.stringMatching(/^id +name +public_id +organization +/)]);
    const rows = await json<{ id: string }[]>('keys', 'list');
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(rows.map(({ id }) => id));
    expect(rows.length).toBeGreaterThan(1);
  });

  it('doctor looks at the whole stack, and says what is wrong of one that is named', async () => {
    await json('organizations', 'create', 'thrifty', '--daily-usd', '5');
    const here = await runCli(ofHome(), '--json', 'doctor', '--days', '0');
    const { ok, findings } = JSON.parse(here.out) as Doctored;
    expect(findings.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
    expect([ok, here.code, here.error]).toEqual([true, 0, '']);
    const fine = findings.filter(({ severity }) => severity === 'ok').map(({ subject }) => subject);
    const services = ['gateway', 'gateway-2', 'auth', 'billing', 'worker-openai', 'worker-edge'];
    expect(fine).toEqual(
      expect.arrayContaining([
        ...services,
        'Node',
        'home',
        'workers',
        'clock',
        'administration',
        'JetStream',
        'models',
      ]),
    );

    const env = {
      ...ofAddress(),
      BELUGA_ADMIN_KEY: 'not-the-admin-key-at-all',
      OPENAI_API_KEY: 'sk-hunter2',
      PORT: 'x',
    };
    const there = await runCli({ ...env, OPENAI_BASE_URL: 'http://127.0.0.1:65529' }, 'doctor', '--days', '0');
    const wrong = there.out.split('\n').filter((line) => line.startsWith('error'));
    expect(wrong).toEqual([
      'error    PORT: must be a whole number from 0 to 65535 (gateway)',
      'error    administration: the gateway refuses the admin key [BELUGA_ADMIN_KEY]',
    ]);
    expect(there.out).toMatch(/^unknown {2}home: the gateway runs elsewhere/m);
    expect(there.out).toMatch(/^unknown {2}openai: 127\.0\.0\.1:65529 cannot be reached \(ECONNREFUSED\)/m);
    expect([there.code, there.error]).toEqual([1, '']);
    expect(there.out).not.toMatch(/hunter2|not-the-admin/);
  });

  it('says what is wrong in one line, and fails', async () => {
    const runs = await Promise.all([
      runCli(ofHome(), 'keys', 'show', 'key_none'),
      runCli({ ...ofAddress(), BELUGA_ADMIN_KEY: 'not-the-admin-key-at-all' }, 'keys', 'list'),
      runCli({ BELUGA_URL: 'http://127.0.0.1:65529', BELUGA_ADMIN_KEY: 'whatever-it-may-be' }, 'keys', 'list'),
      runCli({ BELUGA_HOME: '/nonexistent' }, 'keys', 'list'),
      runCli(ofHome(), 'keys', 'create', '--name', 'x', '--organization', 'nobody'),
    ]);
    expect(runs.map(({ code, out }) => [code, out])).toEqual(runs.map(() => [1, '']));
    expect(runs.map(({ error }) => error.trimEnd())).toEqual([
      'beluga: There is no key with the id `key_none`. (HTTP 404, id)',
      'beluga: Incorrect API key provided. (HTTP 401)',
      expect.stringMatching(/^beluga: http:\/\/127\.0\.0\.1:65529 cannot be reached: ECONNREFUSED$/),
      expect.stringMatching(/^beluga: no stack is running in \/nonexistent: [^\n]+$/),
      'beluga: There is no organization with the id `nobody`. (HTTP 400, organization)',
    ]);
  });
}
