import { Outcome, QueryUsageRequest, TokenUsage, type UsagePage, UsageSource } from '@belugapi/contracts';
import { sql } from 'drizzle-orm';
import { databaseKinds, type LedgerRig, openLedgerRig } from '../__fixtures__/ledger-rig.js';
import { type Settled, settledEvent, subject } from '../__fixtures__/usage-events.js';
import { UsageReader } from './usage-reader.js';

const hour = 3_600;
// 2026-11-22 00:00 UTC.
const midnight = 1_795_305_600;

describe.each(databaseKinds)('usage, %s', (kind) => {
  let rig: LedgerRig;
  let reader: UsageReader;
  let completions = 0;

  /** Books a call as if at that time. */
  async function book(atUnixS: number, who: Partial<typeof subject>, settled: Settled = {}) {
    const id = `usage-${(completions += 1)}`;
    await rig.writer.book([settledEvent(id, { ...settled, subject: { ...subject, ...who } })]);
    const moment = new Date(atUnixS * 1_000).toISOString();
    await rig.database.run((handle) =>
      handle.execute(sql`update billing.ledger set created_at = ${moment} where completion_id = ${id}`),
    );
  }
  beforeAll(async () => {
    rig = await openLedgerRig(kind);
    reader = new UsageReader(rig.database);
    const usage = TokenUsage.create({
      source: UsageSource.PROVIDER,
      uncachedInput: 10,
      cacheRead: 5,
      audioSeconds: 1.5,
      visibleOutput: 20,
      reasoning: 0,
    });
    await book(midnight - 1, { keyId: 'a', organizationId: 'x' });
    await book(midnight, { keyId: 'a', organizationId: 'x' }, { usage });
    await book(midnight + hour - 1, { keyId: 'a', organizationId: 'x' }, { usage });
    await book(midnight + hour, { keyId: 'b', organizationId: 'x', model: 'other' }, { usage });
    await book(
      midnight + hour,
      { keyId: 'c', organizationId: 'y' },
      { outcome: Outcome.CANCELLED, deliveredOutput: 1 },
    );
    // Of this no vendor knows.
    const nothing = TokenUsage.create({ source: UsageSource.ESTIMATED });
    await book(midnight + hour, { keyId: 'c', organizationId: 'y' }, { outcome: Outcome.FAILED, usage: nothing });
    const idle = { keyId: 'd', organizationId: 'z', model: 'refused' };
    await book(midnight + hour, idle, { outcome: Outcome.FAILED, usage: nothing });
    await book(midnight + 2 * hour, idle, { outcome: Outcome.CANCELLED, usage: undefined });
    // A prompt that lay in the cache as a whole, of a model without a price.
    const cached = TokenUsage.create({ source: UsageSource.PROVIDER, cacheRead: 7 });
    await book(midnight + 25 * hour, { model: 'cached', servedModel: 'x' }, { outcome: Outcome.FAILED, usage: cached });
  }, 60_000);
  afterAll(() => rig?.close());

  async function pageOf(request: Partial<QueryUsageRequest>): Promise<UsagePage> {
    const { result } = await reader.query(QueryUsageRequest.create(request));
    if (result?.$case !== 'page') throw new Error(result?.value.message);
    return result.value;
  }
  const twoHours = { startUnixS: midnight, endUnixS: midnight + 3 * hour, bucketWidth: '1h' };

  it('is summed up in buckets, those without any included', async () => {
    const { buckets } = await pageOf(twoHours);
    expect(buckets).toMatchObject([
      {
        startUnixS: midnight,
        endUnixS: midnight + hour,
        results: [
          {
            requests: 2,
            usage: { uncachedInput: 20, cacheRead: 10, visibleOutput: 40, reasoning: 0, audioSeconds: 3 },
            costNanoUsd: 2 * 55_000,
            chargedNanoUsd: 2 * 55_000,
          },
        ],
      },
      {
        results: [{ requests: 2, usage: { uncachedInput: 1_010 }, costNanoUsd: 2_055_000, chargedNanoUsd: 1_057_000 }],
      },
      { startUnixS: midnight + 2 * hour, results: [] },
    ]);
    const [first] = buckets[0]?.results ?? [];
    // What was not grouped by is not named.
    expect([first?.keyId, first?.organizationId, first?.model]).toEqual([undefined, undefined, undefined]);
  });

  it('is grouped by anything together', async () => {
    const day = { startUnixS: midnight, endUnixS: midnight + 24 * hour };
    const groupsOf = async (...groupBy: string[]) =>
      (await pageOf({ ...day, groupBy })).buckets[0]?.results.map(({ organizationId, keyId, model, requests }) => [
        organizationId,
        keyId,
        model,
        requests,
      ]);
    expect(await groupsOf('organization')).toEqual([
      ['x', undefined, undefined, 3],
      ['y', undefined, undefined, 1],
    ]);
    expect(await groupsOf('model', 'key')).toEqual(
      [
        [undefined, 'a', 'chatty', 2],
        [undefined, 'b', 'other', 1],
        [undefined, 'c', 'chatty', 1],
      ].toSorted((one, two) => String(one[2]).localeCompare(String(two[2]))),
    );
    const { result } = await reader.query(QueryUsageRequest.create({ ...day, groupBy: ['toString'] }));
    expect(result).toMatchObject({ $case: 'failure', value: { param: 'group_by' } });
  });

  it('tells of a group that used anything, whatever class it is of', async () => {
    const tomorrow = { startUnixS: midnight + 24 * hour, endUnixS: midnight + 48 * hour };
    const { buckets } = await pageOf({ ...tomorrow, groupBy: ['model'] });
    expect(buckets).toMatchObject([{ results: [{ model: 'cached', requests: 1, usage: { cacheRead: 7 } }] }]);
  });

  it('is filtered by organisation, key and model', async () => {
    const requestsOf = async (filter: Partial<QueryUsageRequest>) =>
      (await pageOf({ ...twoHours, ...filter })).buckets.map(({ results }) => results[0]?.requests ?? 0);
    expect(await requestsOf({ organizationIds: ['y'] })).toEqual([0, 1, 0]);
    expect(await requestsOf({ keyIds: ['a', 'b'] })).toEqual([2, 1, 0]);
    expect(await requestsOf({ models: ['other'], keyIds: ['a', 'b'] })).toEqual([0, 1, 0]);
    expect(await requestsOf({ models: ['other'], keyIds: ['a'] })).toEqual([0, 0, 0]);
  });

  it('comes page by page, and as a failure where the question is wrong', async () => {
    const first = await pageOf({ ...twoHours, limit: 1 });
    const second = await pageOf({ ...twoHours, limit: 1, page: first.nextPage });
    expect(second.buckets).toMatchObject([{ startUnixS: midnight + hour, results: [{ requests: 2 }] }]);
    const { result } = await reader.query(QueryUsageRequest.create({ bucketWidth: '1y' }));
    expect(result).toMatchObject({ $case: 'failure', value: { param: 'bucket_width' } });
  });

  it('agrees with the ledger over all', async () => {
    const { buckets } = await pageOf({ startUnixS: midnight - hour, endUnixS: midnight + 24 * hour });
    const charged = buckets
      .flatMap(({ results }) => results)
      .reduce((sum, { chargedNanoUsd }) => sum + chargedNanoUsd, 0);
    const { rows } = await rig.reader.list({ after: 0, limit: 0 });
    expect(charged).toBe(rows.reduce((sum, { chargedNanoUsd }) => sum + (chargedNanoUsd ?? 0), 0));
  });

  it('is read of the hours that are asked for, and no others', async () => {
    const [from, to] = [midnight - 40 * 86_400, midnight - 10 * 86_400].map((at) => new Date(at * 1_000).toISOString());
    await rig.database.run((handle) =>
      handle.execute(sql`insert into billing.ledger (completion_id, attempt, key_id, organization_id, model,
        served_model, provider, price_version, outcome, settler, source, uncached_input, visible_output, stream,
        finish_reason, failure_code, time_to_first_token_us, duration_us, settled_at, created_at)
        select 'filler-' || number, 1, 'k', 'filler', 'm', 'm', 'p', 'v', 'completed', 'gateway', 'provider', 1, 1,
        false, 'stop', '', 0, 0, ${from}::timestamptz + (${to}::timestamptz - ${from}::timestamptz) * number / 5000,
        ${from}::timestamptz + (${to}::timestamptz - ${from}::timestamptz) * number / 5000
        from generate_series(1, 5000) as number`),
    );
    await rig.database.run((handle) => handle.execute(sql`analyze billing.ledger`));
    const asked = new Date((midnight - 20 * 86_400) * 1_000).toISOString();
    const plan = await rig.database.run((handle) =>
      handle.execute(sql`explain analyze select sum(visible_output) from billing.ledger
        where created_at >= ${asked}::timestamptz and created_at < ${asked}::timestamptz + interval '1 hour'`),
    );
    const told = JSON.stringify((plan as { readonly rows: unknown }).rows);
    expect(told).toContain('ledger_created_at');
    expect(told).not.toContain('Rows Removed');
  });
});
