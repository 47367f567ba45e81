import { isPostgresInstalled, startTestPostgres, type TestPostgres } from '@belugapi/testing';
import { AdminApi, type LimitsBody } from './keys/admin-api.js';
import { askCompletion, type CompletionAnswer } from './keys/ask-completion.js';
import { press } from './keys/press.js';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from './vendor-stack.js';

// 2026-11-22: left out only where PostgreSQL 15 is not installed, which no package of ours can change.
const databases = isPostgresInstalled() ? ['PostgreSQL', 'PGlite'] : ['PGlite'];

describe.each(databases)('limits, two gateways and %s', (database) => {
  let postgres: TestPostgres | undefined;
  let served: VendorStack;
  let admin: AdminApi;
  let gateways: readonly string[];
  // By the name of a scenario, which its prompts carry: open at the vendor now, and at most.
  const open = new Map<string, { now: number; most: number }>();

  beforeAll(async () => {
    postgres = database === 'PostgreSQL' ? await startTestPostgres() : undefined;
    const env: Record<string, string> = postgres ? { DATABASE_URL: await postgres.createDatabase('belugapi') } : {};
    served = await startVendorStack(
      {
        answer: (request) => {
          const { name } = JSON.parse(promptOf(request.body)) as { name?: string };
          if (name === undefined) return undefined;
          const count = open.get(name) ?? { now: 0, most: 0 };
          open.set(name, count);
          count.now += 1;
          count.most = Math.max(count.most, count.now);
          void request.ended.then(() => (count.now -= 1));
          return undefined;
        },
      },
      { workers: ['openai'], gateways: 2, env },
    );
    admin = new AdminApi(served.stack.url, served.stack.adminKey);
    gateways = served.stack.ready.gateways;
  }, startingMs);
  afterAll(async () => {
    await served?.stop();
    await postgres?.close();
  }, stoppingMs);

  let organizations = 0;
  /** Keys with limits, in an organisation of their own. */
  async function issue(count: number, limits: LimitsBody, ofOrganization: LimitsBody = {}): Promise<string[]> {
    const organization = `org-${(organizations += 1)}`;
    await admin.createOrganization(organization, ofOrganization);
    const keys = [];
    for (let index = 0; index < count; index += 1) keys.push((await admin.createKey({ limits, organization })).key);
    return keys;
  }

  /** Counts what is let in, per key and in all. */
  function counting(unitsOf: (answer: CompletionAnswer) => number) {
    const byKey = new Map<string, number>();
    const refused = new Set<number>();
    return {
      all: () => [...byKey.values()].reduce((sum, units) => sum + units, 0),
      most: () => Math.max(...byKey.values()),
      refused,
      onAnswer: (answer: CompletionAnswer, key: string) => {
        if (answer.status === 200) byKey.set(key, (byKey.get(key) ?? 0) + unitsOf(answer));
        else refused.add(answer.status);
      },
    };
  }

  describe('requests per minute', () => {
    it.each([
      ['of a key', 1, 60, undefined, 60, 1],
      ['of one', 1, 1, undefined, 1, 2],
      ['of an organization, with two keys', 2, undefined, 50, 50, 3],
      ['of keys and of their organization', 2, 30, 45, 45, 4],
      ['of one key and of an organization with one', 1, 1, 1, 1, 5],
    ])('%s', async (_what, count, ofKey, ofOrganization, limit, seed) => {
      const limits = (rate: number | undefined) => ({ requests_per_minute: rate ?? null });
      const keys = await issue(count, limits(ofKey), limits(ofOrganization));
      const admitted = counting(() => 1);
      await press({
        gateways,
        keys,
        seed,
        lanes: 2,
        next: (random) => ({ directive: { tokens: 1, delayMs: Math.floor(random() * 5) } }),
        isFull: () => admitted.all() >= limit,
        onAnswer: admitted.onAnswer,
      });
      expect(admitted.all()).toBeLessThanOrEqual(limit);
      expect(admitted.all()).toBeGreaterThanOrEqual(Math.ceil(limit * 0.95));
      expect(admitted.most()).toBeLessThanOrEqual(ofKey ?? limit);
      expect([...admitted.refused]).toEqual([429]);
    });
  });

  describe('tokens per minute', () => {
    // The prompt, its message and 7 tokens around it come to 33 by the estimate.
    const prompt = (fields: object) => ({ promptTokens: 25, ...fields });

    it.each([
      ['of a key', 1, 12_000, undefined, 12_000, 6],
      ['of keys and of their organization', 2, 8_000, 10_000, 10_000, 7],
    ])('%s', async (_what, count, ofKey, ofOrganization, limit, seed) => {
      const limits = (rate: number | undefined) => ({ tokens_per_minute: rate ?? null });
      const keys = await issue(count, limits(ofKey), limits(ofOrganization));
      const used = counting(({ body }) => body.usage?.total_tokens ?? Number.NaN);
      await press({
        gateways,
        keys,
        seed,
        lanes: 2,
        next: (random) => {
          const most = 50 + Math.floor(random() * 150);
          const tokens = 1 + Math.floor(random() * most);
          return { directive: prompt({ tokens }), fields: { max_completion_tokens: most } };
        },
        isFull: () => used.all() >= limit * 0.985,
        onAnswer: used.onAnswer,
      });
      expect(used.all()).toBeLessThanOrEqual(limit);
      expect(used.all()).toBeGreaterThanOrEqual(limit * 0.95);
      expect(used.most()).toBeLessThanOrEqual(ofKey);
      expect([...used.refused]).toEqual([429]);
    });

    it('are taken by estimate: what is too much for one request is too much at once, and what was not used comes back', async () => {
      const [key = ''] = await issue(1, { tokens_per_minute: 1_000 });
      const ask = (fields: object, directive: object = prompt({ tokens: 10 })) =>
        askCompletion({ url: gateways[0] ?? '', key, directive, fields });
      const tooMuch = await ask({ max_completion_tokens: 1_000 });
      expect([tooMuch.status, tooMuch.body.error?.type, tooMuch.body.error?.code]).toEqual([
        429,
        'tokens',
        'rate_limit_exceeded',
      ]);
      // No length asked for: 4,096 are reckoned with.
      expect((await ask({})).status).toBe(429);
      // Each takes 900 and uses 35, so the next one fits when the difference is back.
      for (let turn = 0; turn < 4; turn += 1) {
        let answer = await ask({ max_completion_tokens: 870 });
        for (let again = 0; answer.status === 429 && again < 40; again += 1) {
          await new Promise((resolve) => setTimeout(resolve, 25));
          answer = await ask({ max_completion_tokens: 870 });
        }
        expect([turn, answer.status]).toEqual([turn, 200]);
      }
    });
  });

  describe('concurrent requests', () => {
    it.each([
      ['of a key', 1, 20, undefined, 20, 8],
      ['of one', 1, 1, undefined, 1, 9],
      ['of keys and of their organization', 2, 6, 9, 9, 10],
    ])('%s', async (name, count, ofKey, ofOrganization, limit, seed) => {
      const limits = (most: number | undefined) => ({ concurrent_requests: most ?? null });
      const keys = await issue(count, limits(ofKey), limits(ofOrganization));
      const admitted = counting(() => 1);
      const most = () => open.get(name)?.most ?? 0;
      await press({
        gateways,
        keys,
        seed,
        lanes: 10,
        next: (random) => ({ directive: { name, tokens: 1, delayMs: 20 + Math.floor(random() * 150) } }),
        isFull: () => most() >= limit && admitted.all() > limit * 8,
        onAnswer: admitted.onAnswer,
      });
      expect(most()).toBeLessThanOrEqual(limit);
      expect(most()).toBeGreaterThanOrEqual(Math.ceil(limit * 0.95));
      expect([...admitted.refused]).toEqual([429]);
    });
  });
});

function promptOf(body: Readonly<Record<string, unknown>>): string {
  const [message] = body['messages'] as readonly { content: string }[];
  return message?.content ?? '{}';
}
