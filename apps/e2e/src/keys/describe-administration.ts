import { eventually } from '../eventually.js';
import { AdminApi, type NewKey } from './admin-api.js';
import { askCompletion, model } from './ask-completion.js';
import type { KeyRig } from './key-rig.js';

interface KeyBody {
  readonly id: string;
  readonly name: string;
  readonly models: readonly string[];
  readonly limits: Readonly<Record<string, unknown>>;
  readonly revoked_at: number | null;
}

/** What administrators do with keys over HTTP. */
export function describeAdministration(rig: () => KeyRig): void {
  const admin = () => rig().admin;
  const url = () => rig().url;

  const get = async (path: string, key: string) => {
    const response = await fetch(`${url()}${path}`, { headers: { authorization: `Bearer ${key}` } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('makes a key that works at once and shows its secret once', async () => {
    const fields = { name: 'ci', models: [model], limits: { requests_per_minute: 60, money: { daily_usd: 1.5 } } };
    const made = await admin().done<NewKey & KeyBody>('POST', '/keys', fields);
    expect(made).toMatchObject({
      object: 'key',
      name: 'ci',
      organization: 'default',
      models: [model],
      expires_at: null,
    });
    expect(made.limits).toEqual({
      requests_per_minute: 60,
      tokens_per_minute: null,
      concurrent_requests: null,
      money: { total_usd: null, daily_usd: 1.5, monthly_usd: null },
    });
    expect(made.key).toMatch(new RegExp(`^bapi_${made.public_id}_[A-Za-z0-9]{43}$`));
    expect((await askCompletion({ url: url(), key: made.key })).status).toBe(200);
    const shown = await admin().done('GET', `/keys/${made.id}`);
    expect(shown).toEqual({ ...made, key: undefined, last_used_at: expect.any(Number) as number });
    expect(shown).not.toHaveProperty('key');
  });

  it('tells a caller its own limits and what is left of them', async () => {
    const limits = { requests_per_minute: 10, concurrent_requests: 2 };
    const { key } = await admin().createKey({ limits });
    await askCompletion({ url: url(), key });
    const { body } = await get('/v1/key', key);
    expect(body).toMatchObject({
      object: 'key',
      name: 'specimen',
      limits: { requests_per_minute: 10, concurrent_requests: 2, tokens_per_minute: null },
      remaining: {
        requests_per_minute: { limit: 10, remaining: 9, reset_after_ms: expect.any(Number) as number },
        concurrent_requests: { limit: 2, remaining: 2 },
      },
      organization_remaining: {},
    });
    expect(JSON.stringify(body)).not.toContain(key.split('_')[2]);
  });

  it('tells a caller what is left of its money', async () => {
    const { key } = await admin().createKey({ limits: { money: { total_usd: 5, daily_usd: 2 } } as object });
    const { body: answer } = await askCompletion({ url: url(), key, directive: { tokens: 50 } });
    const cost = (answer.usage as { cost?: number } | undefined)?.cost ?? 0;
    expect(cost).toBeGreaterThan(0);
    await eventually(async () => {
      const { body } = await get('/v1/key', key);
      const left = (limit: number) => ({ limit, remaining: Math.round((limit - cost) * 1e9) / 1e9 });
      expect((body['remaining'] as Record<string, unknown>)['money']).toEqual({
        total_usd: left(5),
        daily_usd: { ...left(2), reset_after_ms: expect.any(Number) as number },
        reserved_usd: 0,
      });
      expect(body['organization_remaining']).toEqual({});
    });
  });

  it('lists page by page, each key once and in the order of creation', async () => {
    await admin().createOrganization('paged');
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) made.push((await admin().createKey({ organization: 'paged' })).id);
    const listed: string[] = [];
    for (let after: string | undefined, more = true; more;) {
      const query = new URLSearchParams({ organization: 'paged', limit: '2', ...(after && { after }) });
      const page = await admin().done<{ data: KeyBody[]; has_more: boolean; last_id: string }>(
        'GET',
        `/keys?${query.toString()}`,
      );
      expect(page.data.length).toBeLessThanOrEqual(2);
      listed.push(...page.data.map(({ id }) => id));
      after = page.last_id;
      more = page.has_more;
      expect(listed.length).toBeLessThanOrEqual(made.length);
    }
    expect(listed).toEqual(made);
    const empty = await admin().done('GET', '/keys?organization=nobody');
    expect(empty).toEqual({ object: 'list', data: [], first_id: null, last_id: null, has_more: false });
    const { data } = await admin().done<{ data: { id: string }[] }>('GET', '/organizations?after=o&limit=1');
    expect(data).toMatchObject([{ object: 'organization', id: 'paged' }]);
  });

  it.each([
    ['POST', '/keys', {}, 'missing_required_parameter', 'name'],
    ['POST', '/keys', { name: '' }, 'invalid_value', 'name'],
    ['POST', '/keys', { name: 'x', models: 'gpt' }, 'invalid_value', 'models'],
    [
      'POST',
      '/keys',
      { name: 'x', limits: { requests_per_minute: -1 } },
      'invalid_value',
      'limits.requests_per_minute',
    ],
    ['POST', '/keys', { name: 'x', limits: { tokens_per_minute: 1.5 } }, 'invalid_value', 'limits.tokens_per_minute'],
    ['POST', '/keys', { name: 'x', limits: { rpm: 1 } }, 'unknown_parameter', 'limits.rpm'],
    ['POST', '/keys', { name: 'x', limits: { money: { daily_usd: 'a' } } }, 'invalid_value', 'limits.money.daily_usd'],
    ['POST', '/keys', { name: 'x', expires_at: 'soon' }, 'invalid_value', 'expires_at'],
    ['POST', '/keys', { name: 'x', expires_at: '2026-01-01T00:00:00Z' }, 'invalid_value', 'expires_at'],
    ['POST', '/keys', { name: 'x', scopes: ['root'] }, 'invalid_value', 'scopes[0]'],
    ['POST', '/keys', { name: 'x', organization: 'nobody' }, 'invalid_value', 'organization'],
    ['POST', '/keys', { name: 'x', organization: 'a b' }, 'invalid_value', 'organization'],
    ['POST', '/keys', [], 'invalid_value', null],
    ['PATCH', '/keys/none', { nmae: 'x' }, 'unknown_parameter', 'nmae'],
    ['GET', '/keys?limit=101', undefined, 'invalid_value', 'limit'],
    ['GET', '/keys?limit=ten', undefined, 'invalid_value', 'limit'],
    ['GET', '/keys?page=2', undefined, 'unknown_parameter', 'page'],
    ['GET', '/keys?after=key_none', undefined, 'invalid_value', 'after'],
    ['POST', '/organizations', { id: '../x' }, 'invalid_value', 'id'],
  ])('%s %s %j: %s, %s', async (method, path, body, code, param) => {
    const answer = await admin().call(method, path, body);
    expect([answer.status, answer.body]).toEqual([400, { error: expect.objectContaining({ code, param }) as object }]);
  });

  it.each(['GET /keys/none', 'PATCH /keys/none', 'POST /keys/none/revoke', 'POST /keys/none/rotate'])(
    '%s: there is no such key',
    async (route) => {
      const [method = '', path = ''] = route.split(' ');
      const answer = await admin().call(method, path, method === 'GET' ? undefined : {});
      expect([answer.status, answer.body]).toMatchObject([404, { error: { code: 'not_found', param: 'id' } }]);
    },
  );

  it.each(['GET ', 'PATCH ', 'GET /credit', 'POST /credit', 'GET /credit/entries'])(
    '%s of an organization that does not exist: there is none',
    async (route) => {
      const [method = '', path = ''] = route.split(' ');
      const body = { PATCH: {}, POST: { amount_usd: 5 } }[method];
      const answer = await admin().call(method, `/organizations/nobody${path}`, body);
      expect([answer.status, answer.body]).toMatchObject([404, { error: { code: 'not_found', param: 'id' } }]);
    },
  );

  it('does not make an organization twice', async () => {
    const answer = await admin().call('POST', '/organizations', { id: 'default' });
    expect([answer.status, answer.body]).toMatchObject([409, { error: { code: 'conflict', param: 'id' } }]);
  });

  it('needs no body to revoke or to rotate', async () => {
    const { id } = await admin().createKey();
    expect((await admin().call('POST', `/keys/${id}/rotate`)).status).toBe(200);
    expect((await admin().call('POST', `/keys/${id}/revoke`)).status).toBe(200);
    expect((await admin().call('POST', `/keys/${id}/rotate`)).body).toMatchObject({ error: { param: 'id' } });
  });

  it('opens with the admin credential, which opens nothing else, and with keys of its scope', async () => {
    const credentials = {
      admin: rig().served.stack.adminKey,
      caller: rig().served.stack.apiKey,
      manager: (await admin().createKey({ scopes: ['admin'] })).key,
      both: (await admin().createKey({ scopes: ['admin', 'completions'] })).key,
      nobody: 'bapi_nobody_0123456789',
    };
    const opened = await Promise.all(
      Object.entries(credentials).map(async ([who, key]) => {
        const administers = await new AdminApi(url(), key).call('GET', '/keys?limit=1');
        const completion = await askCompletion({ url: url(), key });
        const models = await get('/v1/models', key);
        return [who, administers.status, completion.status, models.status, completion.body.error?.code];
      }),
    );
    expect(opened).toEqual([
      ['admin', 200, 401, 401, 'invalid_api_key'],
      ['caller', 403, 200, 200, undefined],
      ['manager', 200, 403, 403, 'insufficient_permissions'],
      ['both', 200, 200, 200, undefined],
      ['nobody', 401, 401, 401, 'invalid_api_key'],
    ]);
    expect((await new AdminApi(url(), '').call('GET', '/keys')).status).toBe(401);
  });
}
