import { eventually } from '../eventually.js';
import { AdminApi } from '../keys/admin-api.js';
import { askCompletion, type CompletionAnswer } from '../keys/ask-completion.js';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from '../vendor-stack.js';
import { burst, centModel, centPrices, mostTokens, tally } from './burst.js';
import { describeCosts, oddModel, oddPrices } from './describe-costs.js';
import { charged, ledgerRows } from './ledger-rows.js';
import { pricedCatalog } from './priced-catalog.js';

const dollar = 1_000_000_000;
// Prompt and answer of the dearest call.
const dearest = 0.011 * dollar;

interface Credit {
  readonly granted_usd: number | null;
  readonly spent_usd: number;
  readonly reserved_usd: number;
  readonly remaining_usd: number | null;
}

describe('money over two gateways, in bursts of 8 × 100 parallel calls', () => {
  let served: VendorStack;
  let admin: AdminApi;
  let gateways: readonly string[];

  beforeAll(async () => {
    const catalog = pricedCatalog({
      [centModel]: centPrices,
      [oddModel]: oddPrices,
      unpriced: { upstreamModel: 'unheard-of' },
    });
    served = await startVendorStack({}, { workers: ['openai'], gateways: 2, env: { BELUGA_CATALOG: catalog } });
    admin = new AdminApi(served.stack.url, served.stack.adminKey);
    gateways = served.stack.ready.gateways;
  }, startingMs);
  afterAll(() => served?.stop(), stoppingMs);

  async function organization(id: string, creditUsd?: number): Promise<string> {
    await admin.createOrganization(id);
    if (creditUsd !== undefined) await admin.done('POST', `/organizations/${id}/credit`, { amount_usd: creditUsd });
    return id;
  }
  const limitedKey = (organizationId: string, money: object) =>
    admin.createKey({ organization: organizationId, limits: { money } as object });
  const credit = (id: string) => admin.done<Credit>('GET', `/organizations/${id}/credit`);
  const next = (key: string) =>
    askCompletion({
      url: gateways[1] ?? '',
      key,
      directive: { tokens: mostTokens },
      fields: { model: centModel, max_completion_tokens: mostTokens },
    });
  const served200 = (answers: readonly CompletionAnswer[]) => answers.filter(({ status }) => status === 200);

  /** The rows of a filter, once there is one for each answer. */
  const booked = (filter: { key?: string; organization?: string }, count: number) =>
    eventually(async () => {
      const rows = await ledgerRows(admin, filter);
      expect(rows).toHaveLength(count);
      return rows;
    });
  const reservesNothing = (id: string) =>
    eventually(async () => expect(await credit(id)).toMatchObject({ reserved_usd: 0 }));

  function expectUsedUp({ status, headers, body }: CompletionAnswer): void {
    expect([status, body.error?.code, body.error?.type]).toEqual([429, 'insufficient_quota', 'insufficient_quota']);
    expect(headers.get('x-should-retry')).toBe('false');
  }

  it('a key’s limit of $1: never passed, and used up to within one call; nothing stays reserved', async () => {
    const owner = await organization('of-a-key', 50);
    const key = await limitedKey(owner, { total_usd: 1 });
    const answers = await burst({ gateways, keys: [key.key], seed: 11 });
    expect(Object.keys(tally(answers)).filter((name) => name !== '200')).toEqual(['429 insufficient_quota']);
    const rows = await booked({ key: key.id }, served200(answers).length);
    expect(charged(rows)).toBeLessThanOrEqual(dollar);
    expect(charged(rows)).toBeGreaterThanOrEqual(0.95 * dollar);
    expectUsedUp(await next(key.key));
    await reservesNothing(owner);
    expect((await credit(owner)).spent_usd).toBe(charged(rows) / dollar);

    // What the burst might have left reserved of the key would be missing now.
    await admin.change(key.id, { limits: { money: { total_usd: 1.2 } } });
    const more = await burst({ gateways, keys: [key.key], seed: 12, callsEach: 20 });
    const after = await booked({ key: key.id }, rows.length + served200(more).length);
    expect(charged(after)).toBeLessThanOrEqual(1.2 * dollar);
    expect(charged(after)).toBeGreaterThanOrEqual(1.2 * dollar - dearest);
  });

  it('an organization’s credit of $1, over four keys', async () => {
    const owner = await organization('of-credit', 1);
    const keys = await Promise.all(Array.from({ length: 4 }, () => admin.createKey({ organization: owner })));
    const answers = await burst({ gateways, keys: keys.map(({ key }) => key), seed: 21 });
    const rows = await booked({ organization: owner }, served200(answers).length);
    expect(charged(rows)).toBeLessThanOrEqual(dollar);
    expect(charged(rows)).toBeGreaterThanOrEqual(0.95 * dollar);
    expectUsedUp(await next(keys[0]?.key ?? ''));
    await reservesNothing(owner);
    const left = await credit(owner);
    expect(left).toMatchObject({ granted_usd: 1, spent_usd: charged(rows) / dollar });
    const own = await fetch(`${gateways[0]}/v1/credits`, { headers: { authorization: `Bearer ${keys[0]?.key}` } });
    expect(await own.json()).toMatchObject({ data: { total_credits: 1, total_usage: left.spent_usd } });

    // A top-up counts at once, on both gateways.
    await admin.done('POST', `/organizations/${owner}/credit`, { amount_usd: 0.05, note: 'more' });
    const again = await eventually(async () => {
      const answer = await next(keys[1]?.key ?? '');
      expect(answer.status).toBe(200);
      return answer;
    });
    expect(again.status).toBe(200);
  });

  it('a key’s daily limit', async () => {
    const owner = await organization('of-a-day', 50);
    const key = await limitedKey(owner, { daily_usd: 0.3 });
    const answers = await burst({ gateways, keys: [key.key], seed: 31, callsEach: 20 });
    const rows = await booked({ key: key.id }, served200(answers).length);
    expect(charged(rows)).toBeLessThanOrEqual(0.3 * dollar);
    expect(charged(rows)).toBeGreaterThanOrEqual(0.3 * dollar - dearest);
    const refused = await next(key.key);
    expectUsedUp(refused);
    expect(refused.body.error?.message).toContain('today');
    await reservesNothing(owner);
  });

  it('a caller who sets no maximum gets as long an answer as their money pays for, and is told so', async () => {
    const { key } = await limitedKey(await organization('of-open-answers', 50), { total_usd: 0.3 });
    const ask = (tokens: number) =>
      askCompletion({ url: gateways[0] ?? '', key, directive: { tokens }, fields: { model: centModel } });
    const { status, headers } = await ask(mostTokens);
    const told = Number(headers.get('x-beluga-max-completion-tokens'));
    expect([status, told > 2_500 && told < 3_000]).toEqual([200, true]);
    expect(served.vendor.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: told });
    // $0.29 is left, of which this takes nearly all; then no answer is short enough.
    expect((await ask(2_700)).status).toBe(200);
    expectUsedUp(await ask(1));
  });

  it('callers who leave in the middle of an answer leave nothing reserved', async () => {
    const owner = await organization('of-leavers', 50);
    const { id, key } = await limitedKey(owner, { total_usd: 20 });
    const leave = async (_: unknown, index: number) => {
      const leaving = new AbortController();
      const content = JSON.stringify({ tokens: 4_000, tokensPerSecond: 100 });
      const { body } = await fetch(`${gateways[index % 2]}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: centModel, stream: true, messages: [{ role: 'user', content }] }),
        signal: leaving.signal,
      });
      await body?.getReader().read();
      leaving.abort();
    };
    await Promise.all(Array.from({ length: 16 }, leave));
    const rows = await booked({ key: id }, 16);
    expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(['cancelled']));
    await reservesNothing(owner);
    expect((await credit(owner)).spent_usd).toBe(charged(rows) / dollar);
  });

  it('a model without a price: refused under a limit or credit, served without', async () => {
    const limited = await limitedKey(await organization('of-limits'), { monthly_usd: 5 });
    const paying = await admin.createKey({ organization: await organization('of-payers', 5) });
    const free = await admin.createKey({ organization: await organization('of-others') });
    const ask = (key: string) => askCompletion({ url: gateways[0] ?? '', key, fields: { model: 'unpriced' } });
    for (const { key } of [limited, paying]) {
      const { status, body } = await ask(key);
      expect([status, body.error?.param]).toEqual([403, 'model']);
      expect(body.error?.message).toContain('no price');
    }
    expect((await ask(free.key)).status).toBe(200);
  });

  describeCosts(() => ({ url: gateways[1] ?? '', adminKey: served.stack.adminKey, admin }));

  it('agrees with itself when it is idle', async () => {
    await eventually(async () =>
      expect(await admin.done('POST', '/ledger/verify')).toMatchObject({ agrees: true, differences: [] }),
    );
  });
});
