import { keyRequests, organizationRequests, subjects } from '@belugapi/bus';
import {
  CreateKeyRequest,
  CreateOrganizationRequest,
  FailureCode,
  type Key,
  KeyRejection,
  Limits,
  PrincipalChanged,
  UpdateKeyRequest,
  UpdateOrganizationRequest,
} from '@belugapi/contracts';
import { type AuthRig, databaseKinds, startAuthRig } from '../__fixtures__/auth-rig.js';

const rejected = (value: KeyRejection) => ({ $case: 'rejected', value });

describe.each(databaseKinds)('administration, %s', (kind) => {
  let rig: AuthRig;
  const changes: PrincipalChanged[] = [];
  beforeAll(async () => {
    rig = await startAuthRig(kind);
    rig.connection.subscribe(subjects.principalChanged, {
      callback: (_error, message) => void changes.push(PrincipalChanged.decode(message.data)),
    });
  }, 180_000);
  afterAll(() => rig?.stop());
  beforeEach(() => void changes.splice(0));

  async function issue(request: Partial<CreateKeyRequest> = {}): Promise<{ key: Key; secret: string }> {
    const { result } = await rig.ask(keyRequests.create, CreateKeyRequest.create({ name: 'specimen', ...request }));
    if (result?.$case !== 'issued' || !result.value.key) throw new Error(JSON.stringify(result));
    return { key: result.value.key, secret: result.value.secret };
  }
  const principal = async (secret: string) => {
    const result = await rig.verify(secret);
    if (result?.$case !== 'principal') throw new Error(`rejected: ${result?.value}`);
    return result.value;
  };

  it('creates a key that works, shows its secret once, and knows it by its public id', async () => {
    const limits = Limits.create({ requestsPerMinute: 60, money: { totalNanoUsd: 5_000_000_000 } });
    const { key, secret } = await issue({ models: ['gpt-5.2'], limits });
    expect(secret).toMatch(/^bapi_[A-Za-z0-9]{16}_[A-Za-z0-9]{43}$/);
    expect(secret.split('_')[1]).toBe(key.publicId);
    expect(key).toMatchObject({
      name: 'specimen',
      organizationId: 'default',
      scopes: ['completions'],
      models: ['gpt-5.2'],
    });
    expect(await principal(secret)).toMatchObject({
      keyId: key.id,
      allowedModels: ['gpt-5.2'],
      keyLimits: { requestsPerMinute: 60, money: { totalNanoUsd: 5_000_000_000 } },
    });
    const { result } = await rig.ask(keyRequests.get, { id: key.id });
    expect(result).toMatchObject({ $case: 'key', value: { id: key.id, limits: { requestsPerMinute: 60 } } });
    expect(JSON.stringify(result)).not.toContain(secret.split('_')[2]);
    expect(rig.logged()).not.toContain(secret.split('_')[2]);
  });

  it('changes what is given, empties what is named, and tells the gateways', async () => {
    const limits = Limits.create({ requestsPerMinute: 60, concurrentRequests: 3 });
    const { key, secret } = await issue({ limits, expiresAtUnixMs: Date.UTC(2999, 0) });
    const before = await principal(secret);
    const change = {
      id: key.id,
      limits: Limits.create({ tokensPerMinute: 9 }),
      cleared: ['concurrent_requests', 'expires_at'],
    };
    const { result } = await rig.ask(keyRequests.update, UpdateKeyRequest.create(change));
    expect(result).toMatchObject({ $case: 'key', value: { name: 'specimen', expiresAtUnixMs: undefined } });
    const after = await principal(secret);
    expect(after.keyLimits).toMatchObject({ requestsPerMinute: 60, tokensPerMinute: 9, concurrentRequests: undefined });
    expect(after.version).toBeGreaterThan(before.version);
    expect(changes).toEqual([{ subject: { $case: 'keyId', value: key.id }, version: after.version }]);
  });

  it('says of a former secret that it works only as long as its key', async () => {
    const expiresAtUnixMs = Date.now() + 60_000;
    const { key } = await issue({ expiresAtUnixMs });
    const { result } = await rig.ask(keyRequests.rotate, { id: key.id, overlapMs: 3_600_000 });
    expect(result).toMatchObject({ value: { key: { formerSecretUntilUnixMs: expiresAtUnixMs } } });
    const revoked = await rig.ask(keyRequests.revoke, { id: key.id });
    expect(revoked.result).toMatchObject({ $case: 'key', value: { formerSecretUntilUnixMs: undefined } });
  });

  it('rotates: the new secret works at once, the former one as long as the overlap', async () => {
    const { key, secret } = await issue();
    const rotate = async (overlapMs: number) => {
      const { result } = await rig.ask(keyRequests.rotate, { id: key.id, overlapMs });
      if (result?.$case !== 'issued') throw new Error(JSON.stringify(result));
      return result.value.secret;
    };
    const second = await rotate(3_600_000);
    expect(second.split('_')[1]).toBe(key.publicId);
    expect((await principal(second)).expiresAtUnixMs).toBeUndefined();
    const former = await principal(secret);
    expect(former.keyId).toBe(key.id);
    expect(former.expiresAtUnixMs).toBeGreaterThan(Date.now() + 3_500_000);
    const third = await rotate(0);
    expect(await rig.verify(secret)).toEqual(rejected(KeyRejection.UNKNOWN));
    expect(await rig.verify(second)).toEqual(rejected(KeyRejection.UNKNOWN));
    expect((await principal(third)).keyId).toBe(key.id);
    expect(changes).toHaveLength(2);
  });

  it('revokes for good, and says the same the second time', async () => {
    const { key, secret } = await issue();
    const first = await rig.ask(keyRequests.revoke, { id: key.id });
    expect(first.result).toMatchObject({ $case: 'key', value: { id: key.id, revokedAtUnixMs: expect.any(Number) } });
    expect(changes).toHaveLength(1);
    expect(await rig.verify(secret)).toEqual(rejected(KeyRejection.REVOKED));
    const second = await rig.ask(keyRequests.revoke, { id: key.id });
    expect(second).toEqual(first);
    const { result } = await rig.ask(keyRequests.rotate, { id: key.id, overlapMs: 0 });
    expect(result).toMatchObject({ $case: 'failure', value: { code: FailureCode.CONFLICT, param: 'id' } });
  });

  it('lists page by page, in the order of creation, of one organisation or of all', async () => {
    await rig.ask(organizationRequests.create, CreateOrganizationRequest.create({ id: 'acme' }));
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) ids.push((await issue({ name, organizationId: 'acme' })).key.id);
    const first = await rig.ask(keyRequests.list, { organizationId: 'acme', after: '', limit: 2 });
    expect([first.keys.map(({ id }) => id), first.hasMore]).toEqual([ids.slice(0, 2), true]);
    const rest = await rig.ask(keyRequests.list, { organizationId: 'acme', after: ids[1] ?? '', limit: 2 });
    expect([rest.keys.map(({ id }) => id), rest.hasMore]).toEqual([ids.slice(2), false]);
    const all = await rig.ask(keyRequests.list, { organizationId: '', after: '', limit: 100 });
    expect(all.keys.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    expect(all.keys.length).toBeGreaterThan(3);
  });

  it('changes an organisation’s limits for all of its keys', async () => {
    await rig.ask(organizationRequests.create, CreateOrganizationRequest.create({ id: 'whales', name: 'Whales' }));
    const { secret } = await issue({ organizationId: 'whales' });
    const before = await principal(secret);
    const limits = Limits.create({ requestsPerMinute: 5 });
    await rig.ask(organizationRequests.update, UpdateOrganizationRequest.create({ id: 'whales', limits }));
    const after = await principal(secret);
    expect(after.organizationLimits).toMatchObject({ requestsPerMinute: 5 });
    expect(after.version).toBeGreaterThan(before.version);
    expect(changes).toEqual([{ subject: { $case: 'organizationId', value: 'whales' }, version: after.version }]);
    const { organizations } = await rig.ask(organizationRequests.list, { after: 'default', limit: 0 });
    expect(organizations.map(({ id }) => id)).toContain('whales');
  });

  it.each([
    ['get', () => rig.ask(keyRequests.get, { id: 'key_none' }), FailureCode.NOT_FOUND],
    [
      'update',
      () => rig.ask(keyRequests.update, UpdateKeyRequest.create({ id: 'key_none', name: 'x' })),
      FailureCode.NOT_FOUND,
    ],
    ['rotate', () => rig.ask(keyRequests.rotate, { id: 'key_none', overlapMs: 0 }), FailureCode.NOT_FOUND],
    ['revoke', () => rig.ask(keyRequests.revoke, { id: 'key_none' }), FailureCode.NOT_FOUND],
    [
      'create',
      () => rig.ask(keyRequests.create, CreateKeyRequest.create({ name: 'x', organizationId: 'none' })),
      FailureCode.INVALID_VALUE,
    ],
    ['get an organisation', () => rig.ask(organizationRequests.get, { id: 'none' }), FailureCode.NOT_FOUND],
    [
      'create one twice',
      () => rig.ask(organizationRequests.create, CreateOrganizationRequest.create({ id: 'default' })),
      FailureCode.CONFLICT,
    ],
  ])('%s: is a failure with a code', async (_what, ask, code) => {
    const { result } = await ask();
    expect(result).toMatchObject({ $case: 'failure', value: { code } });
    expect(changes).toEqual([]);
  });

  it('lists keys that no message could carry together on several pages', async () => {
    const models = Array.from({ length: 1_000 }, (_, index) => `${index}-${'m'.repeat(250)}`);
    const organizationId = 'many-models';
    await rig.ask(organizationRequests.create, CreateOrganizationRequest.create({ id: organizationId }));
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) made.push((await issue({ organizationId, models })).key.id);
    const listed: string[] = [];
    for (let more = true; more;) {
      const page = await rig.ask(keyRequests.list, { organizationId, after: listed.at(-1) ?? '', limit: 100 });
      expect(page.keys.length).toBeGreaterThan(0);
      listed.push(...page.keys.map(({ id }) => id));
      more = page.hasMore;
    }
    expect(listed).toEqual(made);
  });
});
