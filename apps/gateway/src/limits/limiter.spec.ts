import { acquireLeases, connectBus } from '@belugapi/bus';
import {
  AcquireLeasesRequest,
  AcquireLeasesResponse,
  FailureCode,
  LeaseDimension,
  LeaseResponse,
  Limits,
  type Principal,
} from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { startTestNats, type TestNats } from '@belugapi/testing';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { type Admission, Limiter } from './limiter.js';
import { rateLimitHeaders } from './rate-limit-headers.js';

let nats: TestNats;
let connection: NatsConnection;
let owner: Subscription | undefined;
let limiters: Limiter[] = [];
beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectBus({ url: nats.url, name: 'limiter-spec' });
}, 180_000);
afterEach(() => {
  owner?.unsubscribe();
  for (const limiter of limiters) void limiter.close();
  limiters = [];
});
afterAll(async () => {
  await connection.close();
  await nats.stop();
});

/** auth, as small as can be: whole limits, never free again. Gives the requests that came. */
async function serve(limits: Partial<Record<LeaseDimension, number>>) {
  const asked: AcquireLeasesRequest[] = [];
  const left = new Map(Object.entries(limits).map(([dimension, limit]) => [Number(dimension), limit]));
  const holdings = new Map<string, number>();
  owner = connection.subscribe(acquireLeases.subject, {
    callback: (_error: Error | null, message: Msg) => {
      const request = AcquireLeasesRequest.decode(message.data);
      asked.push(request);
      const leases = request.leases.map((lease) => {
        const limit = limits[lease.dimension];
        if (limit === undefined) return LeaseResponse.create({});
        const others = [...holdings].reduce((sum, [id, units]) => (id === request.gatewayId ? sum : sum + units), 0);
        const concurrent = lease.dimension === LeaseDimension.CONCURRENCY;
        const back = lease.returned.reduce((sum, { units }) => sum + units, 0) - lease.overdrawn;
        const free = concurrent ? limit - others : (left.get(lease.dimension) ?? 0) + back;
        const granted = Math.max(0, Math.min(lease.wanted, free));
        if (concurrent) holdings.set(request.gatewayId, granted);
        else left.set(lease.dimension, free - granted);
        return LeaseResponse.create({
          lease: 7,
          granted,
          limit,
          remaining: Math.max(0, free - granted),
          resetAfterMs: 90_000,
          retryAfterMs: granted < lease.needed ? 30_000 : 0,
          expiresAfterMs: 20_000,
        });
      });
      message.respond(AcquireLeasesResponse.encode({ leases }).finish());
    },
  });
  await connection.flush();
  return asked;
}

const principal = (keyLimits?: Partial<Limits>, organizationLimits?: Partial<Limits>): Principal => ({
  keyId: 'key_1',
  publicId: 'pub',
  organizationId: 'org',
  name: 'specimen',
  scopes: ['completions'],
  allowedModels: [],
  keyLimits: keyLimits && Limits.create(keyLimits),
  organizationLimits: organizationLimits && Limits.create(organizationLimits),
  version: 1,
});

function limiterOf(more: { gatewayId?: string; withoutAuth?: 'local' | 'refuse'; onUnavailable?: () => void } = {}) {
  const limiter = new Limiter({
    connection,
    gatewayId: 'g1',
    withoutAuth: 'local',
    onUnavailable: () => undefined,
    ...more,
  });
  limiters.push(limiter);
  return limiter;
}

/** Admissions and failures of so many requests at once. */
async function demand(limiter: Limiter, who: Principal, count: number, tokens = 10) {
  const attempts = Array.from({ length: count }, async () => limiter.admit(who, tokens));
  const settled = await Promise.allSettled(attempts);
  const admitted = settled.flatMap((one): Admission[] => (one.status === 'fulfilled' ? [one.value] : []));
  const failures = settled.flatMap((one) =>
    one.status === 'rejected' ? [CompletionFailure.from(one.reason).failure] : [],
  );
  return { admitted, failures };
}

test('a principal without limits is let in at once, and nobody is asked', async () => {
  const asked = await serve({});
  expect(limiterOf().admit(principal(), 10)).not.toBeInstanceOf(Promise);
  await connection.flush();
  expect(asked).toEqual([]);
});

test('lets in as many as the limit and refuses the others, saying when to come again', async () => {
  const asked = await serve({ [LeaseDimension.REQUESTS]: 5 });
  const who = principal({ requestsPerMinute: 5 });
  const limiter = limiterOf();
  const { admitted, failures } = await demand(limiter, who, 12);
  expect(admitted).toHaveLength(5);
  expect(new Set(failures.map(({ code }) => code))).toEqual(new Set([FailureCode.REQUESTS_EXCEEDED]));
  expect(failures[0]?.message).toBe('Rate limit reached for this API key: 5 requests per minute.');
  expect(failures[0]?.retryAfterMs).toBeGreaterThan(29_000);
  // All that came in one turn was one question, and the answer holds for whoever comes right after.
  expect(asked).toHaveLength(1);
  expect((await demand(limiter, who, 3)).failures).toHaveLength(3);
  expect(asked).toHaveLength(1);
});

test('tokens are spent by their estimate and corrected by what was used', async () => {
  const asked = await serve({ [LeaseDimension.TOKENS]: 1_000 });
  const who = principal({ tokensPerMinute: 1_000 });
  const limiter = limiterOf();
  const first = await demand(limiter, who, 3, 400);
  expect([first.admitted.length, first.failures[0]?.code]).toEqual([2, FailureCode.TOKENS_EXCEEDED]);
  first.admitted[0]?.release(50);
  first.admitted[0]?.release(0);
  first.admitted[1]?.release(450);
  const returned = () =>
    asked.flatMap(({ leases }) => leases.flatMap((lease) => lease.returned)).reduce((sum, { units }) => sum + units, 0);
  // It says so by itself, though nobody waits for units.
  while (returned() === 0) await connection.flush();
  expect(returned()).toBeGreaterThanOrEqual(350);
  expect(asked.flatMap(({ leases }) => leases.map(({ overdrawn }) => overdrawn))).toContain(50);
  expect((await demand(limiter, who, 1, 500)).admitted).toHaveLength(1);
  const { failures } = await demand(limiter, who, 1, 1_001);
  expect(failures[0]?.message).toMatch(/^The request may use 1001 tokens, and this API key has a limit of 1000 /);
});

test('concurrent requests: two gateways share the limit, and what ends makes room', async () => {
  await serve({ [LeaseDimension.CONCURRENCY]: 4 });
  const who = principal(undefined, { concurrentRequests: 4 });
  const [one, two] = [limiterOf({ gatewayId: 'a' }), limiterOf({ gatewayId: 'b' })];
  const first = await demand(one, who, 3);
  expect(first.admitted).toHaveLength(3);
  const second = await demand(two, who, 3);
  expect([second.admitted.length, second.failures[0]?.message]).toEqual([
    1,
    'Rate limit reached for the organization: 4 concurrent requests.',
  ]);
  for (const admission of first.admitted) admission.release(0);
  // The idle places go back by themselves.
  const again = async (): Promise<number> => {
    const { admitted } = await demand(two, who, 1);
    return admitted.length > 0 ? admitted.length : again();
  };
  expect(await again()).toBe(1);
});

test('a limit that its owner does not know any more holds nobody up', async () => {
  await serve({});
  const { admitted } = await demand(limiterOf(), principal({ requestsPerMinute: 1, concurrentRequests: 1 }), 3);
  expect(admitted).toHaveLength(3);
});

test('every limit of a request must have room, else nothing of any is spent', async () => {
  await serve({ [LeaseDimension.REQUESTS]: 100, [LeaseDimension.CONCURRENCY]: 2 });
  const who = principal({ requestsPerMinute: 100 }, { concurrentRequests: 2 });
  const limiter = limiterOf();
  const { admitted } = await demand(limiter, who, 10);
  expect(admitted).toHaveLength(2);
  const headers = rateLimitHeaders(limiter.accountsOf(who));
  expect(headers).toEqual({
    'x-ratelimit-limit-requests': '100',
    'x-ratelimit-remaining-requests': '98',
    'x-ratelimit-reset-requests': '1m30s',
  });
});

test('while auth cannot be asked, each gateway keeps the limit by itself, or refuses with 503', async () => {
  const who = principal({ requestsPerMinute: 3 });
  const unavailable = jest.fn();
  const { admitted, failures } = await demand(limiterOf({ onUnavailable: unavailable }), who, 5);
  expect([admitted.length, failures.length]).toEqual([3, 2]);
  expect(unavailable).toHaveBeenCalledTimes(1);
  const refused = await demand(limiterOf({ withoutAuth: 'refuse' }), who, 2);
  expect(refused.failures.map(({ code }) => code)).toEqual([
    FailureCode.SERVICE_UNAVAILABLE,
    FailureCode.SERVICE_UNAVAILABLE,
  ]);
});
