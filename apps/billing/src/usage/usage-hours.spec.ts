import { QueryUsageRequest, Settler, type UsageEvent, UsageSource, type UsageTotals } from '@belugapi/contracts';
import { sql } from 'drizzle-orm';
import { databaseKinds, type LedgerRig, openLedgerRig } from '../__fixtures__/ledger-rig.js';
import { randomNumbers } from '../__fixtures__/random-numbers.js';
import { estimate, settledEvent, subject, usageOf } from '../__fixtures__/usage-events.js';
import { UsageReader } from './usage-reader.js';

// 2026-11-22 00:00 UTC.
const midnight = 1_795_305_600;
const day = 86_400;

describe.each(databaseKinds)('sums of hours, %s', (kind) => {
  let rig: LedgerRig;
  let reader: UsageReader;
  const random = randomNumbers(20_261_123);
  const upTo = (limit: number) => Math.floor(random() * limit);

  const differences = async () =>
    (await rig.verifier.verify()).differences.filter(({ subject: name }) => name.startsWith('hour:'));
  const execute = (statement: ReturnType<typeof sql>) => rig.database.run((handle) => handle.execute(statement));

  /** What a query sums up to, over all of its pages. */
  async function totals(startUnixS: number, endUnixS: number, bucketWidth: string): Promise<object> {
    const sums = { requests: 0, input: 0, output: 0, cost: 0, charged: 0 };
    let page: string | undefined = '';
    while (page !== undefined) {
      const request = { startUnixS, endUnixS, bucketWidth, page, limit: 24, groupBy: ['model', 'key'] };
      const { result } = await reader.query(QueryUsageRequest.create(request));
      if (result?.$case !== 'page') throw new Error(result?.value.message);
      for (const one of result.value.buckets.flatMap(({ results }): UsageTotals[] => results)) {
        sums.requests += one.requests;
        sums.input += one.usage?.uncachedInput ?? 0;
        sums.output += one.usage?.visibleOutput ?? 0;
        sums.cost += one.costNanoUsd;
        sums.charged += one.chargedNanoUsd;
      }
      page = result.value.nextPage || undefined;
    }
    return sums;
  }

  beforeAll(async () => {
    rig = await openLedgerRig(kind);
    reader = new UsageReader(rig.database);
    const events: UsageEvent[] = [];
    for (let call = 0; call < 200; call += 1) {
      const who = { ...subject, keyId: `k${upTo(3)}`, model: ['chatty', 'unpriced'][upTo(2)] ?? '' };
      const usage = usageOf(UsageSource.PROVIDER, upTo(1_000), upTo(1_000));
      const told = settledEvent(`call-${call}`, { subject: who, usage, settler: Settler.WORKER });
      // A third is settled by estimate, and bettered in the same batch, in a later one or never.
      if (call % 3 === 0) events.push(settledEvent(`call-${call}`, { ...estimate, subject: who }));
      if (call % 6 !== 0) events.splice(events.length - upTo(2), 0, told);
    }
    while (events.length > 0) await rig.writer.book(events.splice(0, 1 + upTo(20)));
    await execute(
      sql`update billing.ledger set created_at = to_timestamp(${midnight}) + (id * 997 % ${2 * day}) * interval '1 second'`,
    );
  }, 60_000);
  afterAll(() => rig?.close());

  it('agree with the rows, whatever was added, bettered, moved or taken away', async () => {
    expect(await differences()).toEqual([]);
    await execute(sql`delete from billing.ledger where id % 50 = 0`);
    expect(await differences()).toEqual([]);
  });

  it('are told with the rows of hours that are asked for in part', async () => {
    for (let round = 0; round < 8; round += 1) {
      const start = midnight + upTo(2 * day);
      const end = start + 1 + upTo(6 * 3_600);
      const rows = await totals(start, end, '1m');
      expect({ start, end, told: await totals(start, end, '1h') }).toEqual({ start, end, told: rows });
      expect({ start, end, told: await totals(start, end, '1d') }).toEqual({ start, end, told: rows });
    }
  });

  it('are compared with the rows by ledger verify', async () => {
    await execute(sql`update billing.usage_hours set requests = requests + 1, charged_nano_usd = charged_nano_usd + 7
      where hour = (select min(hour) from billing.usage_hours)
        and (key_id, model) = (select key_id, model from billing.usage_hours order by hour, key_id, model limit 1)`);
    expect(await differences()).toEqual([
      expect.objectContaining({ subject: 'hour:2026-11-22T00:00Z', figure: 'requests' }),
      expect.objectContaining({ subject: 'hour:2026-11-22T00:00Z', figure: 'charged' }),
    ]);
  });
});
