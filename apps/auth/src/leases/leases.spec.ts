import { acquireLeases, keyRequests } from '@belugapi/bus';
import { CreateKeyRequest, LeaseDimension, LeaseRequest, type LeaseResponse, Limits } from '@belugapi/contracts';
import { type AuthRig, databaseKinds, startAuthRig } from '../__fixtures__/auth-rig.js';

const { REQUESTS, TOKENS, CONCURRENCY } = LeaseDimension;

describe.each(databaseKinds)('leases, %s', (kind) => {
  let rig: AuthRig;
  beforeAll(async () => {
    // One embedded database has one service; on a server two replicas share the rows.
    rig = await startAuthRig(kind, kind === 'PostgreSQL' ? 2 : 1);
  }, 180_000);
  afterAll(() => rig?.stop());

  async function limited(limits: Partial<Limits>): Promise<string> {
    const request = CreateKeyRequest.create({ name: 'limited', limits: Limits.create(limits) });
    const { result } = await rig.ask(keyRequests.create, request);
    if (result?.$case !== 'issued' || !result.value.key) throw new Error('no key');
    return result.value.key.id;
  }
  async function lease(keyId: string, demand: Partial<LeaseRequest>, gatewayId = 'g1'): Promise<LeaseResponse> {
    const wanted = demand.wanted ?? demand.needed ?? 0;
    const request = LeaseRequest.create({ subject: { $case: 'keyId', value: keyId }, ...demand, wanted });
    const { leases } = await rig.ask(acquireLeases, { gatewayId, leases: [request] });
    return leases[0] as LeaseResponse;
  }

  it('any number of gateways at once are granted the limit together, and no unit more', async () => {
    const key = await limited({ requestsPerMinute: 100 });
    const asked = Array.from({ length: 60 }, (_, index) =>
      lease(key, { dimension: REQUESTS, needed: 1 + (index % 4), wanted: 5 }, `g${index % 3}`),
    );
    const granted = (await Promise.all(asked)).map((answer) => answer.granted);
    expect(granted.reduce((sum, units) => sum + units, 0)).toBe(100);
    expect(await lease(key, { dimension: REQUESTS, needed: 1 })).toMatchObject({
      granted: 0,
      limit: 100,
      remaining: 0,
    });
  });

  it('several limits are granted in one request, in its order; what has no limit has none', async () => {
    const key = await limited({ tokensPerMinute: 1_000, requestsPerMinute: 5 });
    const of = (dimension: LeaseDimension, needed: number) =>
      LeaseRequest.create({ subject: { $case: 'keyId', value: key }, dimension, needed, wanted: needed });
    const organization = LeaseRequest.create({
      subject: { $case: 'organizationId', value: 'default' },
      dimension: REQUESTS,
    });
    const { leases } = await rig.ask(acquireLeases, {
      gatewayId: 'g1',
      leases: [of(TOKENS, 400), of(CONCURRENCY, 1), of(REQUESTS, 2), organization, LeaseRequest.create({})],
    });
    expect(leases.map(({ limit, granted }) => [limit, granted])).toEqual([
      [1_000, 400],
      [undefined, 0],
      [5, 2],
      [undefined, 0],
      [undefined, 0],
    ]);
    const unit = { lease: leases[0]?.lease ?? 0, units: 150 };
    expect(await lease(key, { dimension: TOKENS, returned: [unit] })).toMatchObject({ remaining: 750 });
    expect(await lease(key, { dimension: TOKENS, overdrawn: 800 })).toMatchObject({ remaining: 0 });
  });

  it('concurrency is what each gateway holds, and free when it lets go', async () => {
    const key = await limited({ concurrentRequests: 10 });
    expect(await lease(key, { dimension: CONCURRENCY, needed: 6 }, 'a')).toMatchObject({ granted: 6, remaining: 4 });
    expect(await lease(key, { dimension: CONCURRENCY, needed: 6 }, 'b')).toMatchObject({ granted: 4, remaining: 0 });
    expect(await lease(key, { dimension: CONCURRENCY, needed: 2 }, 'a')).toMatchObject({ granted: 2, remaining: 4 });
    expect(await lease(key, { dimension: CONCURRENCY, needed: 6 }, 'b')).toMatchObject({ granted: 6, remaining: 2 });
    expect(await lease(key, { dimension: CONCURRENCY, needed: 0 }, 'a')).toMatchObject({ granted: 0, remaining: 4 });
  });
});
