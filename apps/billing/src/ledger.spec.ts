import { Outcome, Settler, TokenUsage, UsageEvent, UsageSource } from '@belugapi/contracts';
import type { ServiceDatabase } from '@belugapi/service-kit';
import { sql } from 'drizzle-orm';
import { databaseKinds, type LedgerRig, openLedgerRig } from './__fixtures__/ledger-rig.js';
import { estimate, openedEvent, type Settled, settledEvent, subject, usageOf } from './__fixtures__/usage-events.js';
import { completionsOpen } from './billing-schema.js';
import type { LedgerMetrics } from './ledger-metrics.js';
import type { LedgerReader } from './ledger-reader.js';
import type { LedgerWriter } from './ledger-writer.js';

describe.each(databaseKinds)('the ledger, %s', (kind) => {
  let rig: LedgerRig;
  let database: ServiceDatabase;
  let metrics: LedgerMetrics;
  let writer: LedgerWriter;
  let reader: LedgerReader;
  let completions = 0;
  const newCompletion = () => `chatcmpl-${kind}-${++completions}`;

  beforeAll(async () => {
    rig = await openLedgerRig(kind);
    ({ database, metrics, writer, reader } = rig);
  }, 60_000);
  afterAll(() => rig?.close());

  const rowsOf = async (completionId: string, organizationId = 'acme') =>
    (await reader.generation({ completionId, organizationId })).rows;
  const open = () => database.run((handle) => handle.select().from(completionsOpen));
  const counted = async (metric: 'rows' | 'duplicates' | 'unpriced') =>
    (await metrics[metric].get()).values.reduce((sum, { value }) => sum + value, 0);

  it('books a settlement with its figures and its cost', async () => {
    const id = newCompletion();
    const usage = TokenUsage.create({ ...usageOf(UsageSource.PROVIDER, 1_000, 500), cacheRead: 0, reasoning: 250 });
    const timings = { timeToFirstTokenUs: 1_234, durationUs: 56_789 };
    await writer.book([settledEvent(id, { usage, ...timings, stream: true, finishReason: 'stop' })]);
    const [row, ...others] = await rowsOf(id);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      completionId: id,
      attempt: 1,
      subject: { ...subject, priceVersion: 'v1' },
      outcome: Outcome.COMPLETED,
      settler: Settler.GATEWAY,
      usage,
      costNanoUsd: 1_000_000 + 1_000_000 + 500_000,
      ...timings,
      stream: true,
      finishReason: 'stop',
      failureCode: '',
    });
    expect(row?.usage).not.toHaveProperty('cacheWrite', 0);
    expect(Math.abs(Date.now() - (row?.createdAtUnixMs ?? 0))).toBeLessThan(60_000);
  });

  it('remembers an opening until its settlement, in whichever order they come', async () => {
    const [first, second, third] = [newCompletion(), newCompletion(), newCompletion()];
    await writer.book([openedEvent(first), openedEvent(first, 2), openedEvent(first)]);
    expect(await open()).toMatchObject([
      { completionId: first, attempt: 1, uncachedInput: 900, visibleOutput: 100, source: 'estimated', stream: true },
      { completionId: first, attempt: 2 },
    ]);
    await writer.book([settledEvent(first), settledEvent(first, {}, 2)]);
    await writer.book([settledEvent(second)]);
    await writer.book([openedEvent(second), openedEvent(first)]);
    await writer.book([openedEvent(third), settledEvent(third), openedEvent(third)]);
    expect(await open()).toEqual([]);
    expect((await rowsOf(first)).map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('writes one row for however many settlements of an attempt, in one batch or in several', async () => {
    const [first, second] = [newCompletion(), newCompletion()];
    const before = { rows: await counted('rows'), duplicates: await counted('duplicates') };
    const batch = [settledEvent(first), settledEvent(second), settledEvent(first), openedEvent(second)];
    await writer.book(batch);
    const rows = [...(await rowsOf(first)), ...(await rowsOf(second))];
    await writer.book(batch);
    await writer.book(batch.map((event) => UsageEvent.decode(UsageEvent.encode(event).finish())));
    expect([...(await rowsOf(first)), ...(await rowsOf(second))]).toEqual(rows);
    expect(rows).toHaveLength(2);
    expect((await counted('rows')) - before.rows).toBe(2);
    expect((await counted('duplicates')) - before.duplicates).toBe(7);
  });

  it.each([
    ['in one batch', true],
    ['in two', false],
  ])('lets the provider’s figure replace an estimate, %s, once', async (_case, together) => {
    const id = newCompletion();
    const provider: Settled = { settler: Settler.WORKER, outcome: Outcome.CANCELLED };
    const better: Settled = { ...provider, usage: usageOf(UsageSource.PROVIDER, 5, 5) };
    const events = [
      settledEvent(id, estimate),
      settledEvent(id, provider),
      settledEvent(id, better),
      settledEvent(id, estimate),
    ];
    if (together) await writer.book(events);
    else for (const event of events) await writer.book([event]);
    const rows = await rowsOf(id);
    expect(rows).toMatchObject([
      {
        usage: { source: UsageSource.PROVIDER, uncachedInput: 1_000, visibleOutput: 500 },
        costNanoUsd: 2_000_000,
        settler: Settler.WORKER,
        // What the caller saw, the gateway knows better.
        outcome: Outcome.FAILED,
      },
    ]);
  });

  it('charges of a failure what reached the caller, also once the provider’s figure is there', async () => {
    const id = newCompletion();
    await writer.book([settledEvent(id, estimate)]);
    expect(await rowsOf(id)).toMatchObject([{ costNanoUsd: 1_100_000, chargedNanoUsd: 1_080_000 }]);
    await writer.book([settledEvent(id, { settler: Settler.WORKER, outcome: Outcome.CANCELLED })]);
    expect(await rowsOf(id)).toMatchObject([
      { costNanoUsd: 2_000_000, chargedNanoUsd: 1_180_000, deliveredOutput: 90 },
    ]);
    expect((await rowsOf(id))[0]?.revisedAtUnixMs).toBeGreaterThan(0);
  });

  it.each([
    ['the gateway’s first', 0],
    ['the worker’s first', 1],
    ['both in one batch', 2],
  ])('charges the same of an attempt that both settle: %s', async (_case, order) => {
    const id = newCompletion();
    const gateway = settledEvent(id, { ...estimate, deliveredOutput: 0, failureCode: 'worker_lost' });
    const worker = settledEvent(id, { settler: Settler.WORKER, outcome: Outcome.CANCELLED, finishReason: 'length' });
    const batches = [[[gateway], [worker]], [[worker], [gateway]], [[worker, gateway]]][order] ?? [];
    for (const batch of batches) await writer.book(batch);
    const booked = {
      usage: { source: UsageSource.PROVIDER },
      outcome: Outcome.FAILED,
      failureCode: 'worker_lost',
      costNanoUsd: 2_000_000,
      // It showed nothing.
      chargedNanoUsd: 0,
      deliveredOutput: 0,
    };
    const rows = await rowsOf(id);
    expect(rows).toMatchObject([booked]);
    for (const batch of batches) await writer.book(batch);
    expect(await rowsOf(id)).toEqual(rows);
    expect(await rig.verifier.verify()).toMatchObject({ differences: [] });
  });

  it('believes the provider over the sweeper in everything', async () => {
    const id = newCompletion();
    await writer.book([settledEvent(id, { ...estimate, settler: Settler.SWEEPER, outcome: Outcome.ABANDONED })]);
    await writer.book([
      settledEvent(id, { settler: Settler.WORKER, outcome: Outcome.COMPLETED, finishReason: 'stop' }),
    ]);
    expect(await rowsOf(id)).toMatchObject([{ outcome: Outcome.COMPLETED, finishReason: 'stop' }]);
  });

  it('books what has no price without a cost, and what used nothing at none', async () => {
    const [unpriced, unused] = [newCompletion(), newCompletion()];
    const failed = { outcome: Outcome.FAILED, failureCode: 'upstream_timeout' };
    await writer.book([
      settledEvent(unpriced, { subject: { ...subject, servedModel: 'other' } }),
      settledEvent(unused, { usage: undefined, ...failed }),
    ]);
    const [row] = await rowsOf(unpriced);
    expect(row?.costNanoUsd).toBeUndefined();
    expect(row?.subject?.priceVersion).toBe('told-by-gateway');
    expect(await rowsOf(unused)).toMatchObject([{ usage: undefined, costNanoUsd: 0, failureCode: 'upstream_timeout' }]);
  });

  it('counts what has no price, be it the model or something that it used', async () => {
    const before = await counted('unpriced');
    const using = (more: Partial<TokenUsage>) => ({
      usage: TokenUsage.create({ ...usageOf(UsageSource.PROVIDER, 10, 5), ...more }),
    });
    await writer.book([
      settledEvent(newCompletion(), { subject: { ...subject, servedModel: 'other' } }),
      settledEvent(newCompletion(), using({ webSearches: 1 })),
      settledEvent(newCompletion(), using({ audioSeconds: 0.5 })),
      settledEvent(newCompletion(), using({ webSearches: 0, audioSeconds: 0, cacheWriteLong: 3, audioOutput: 2 })),
    ]);
    expect((await counted('unpriced')) - before).toBe(3);
  });

  it('is not held up by an odd event', async () => {
    const [odd, good] = [newCompletion(), newCompletion()];
    const usage = TokenUsage.create({
      source: 9 as UsageSource,
      uncachedInput: Number.MAX_SAFE_INTEGER,
      visibleOutput: Number.MAX_SAFE_INTEGER,
      audioSeconds: Number.NaN,
    });
    const settled = { usage, outcome: 77 as Outcome, finishReason: `st\0op${'!'.repeat(10_000)}` };
    await writer.book([
      UsageEvent.create({ completionId: 'nothing said' }),
      { ...settledEvent(odd, settled, 4_294_967_295), atUnixMs: Number.MAX_SAFE_INTEGER },
      settledEvent(''),
      settledEvent(good),
    ]);
    expect(await rowsOf(good)).toHaveLength(1);
    expect(await rowsOf(odd)).toMatchObject([
      { attempt: 4_294_967_295, outcome: Outcome.UNSPECIFIED, costNanoUsd: Number.MAX_SAFE_INTEGER },
    ]);
  });

  it('books a batch as a whole or not at all', async () => {
    const [first, second] = [newCompletion(), newCompletion()];
    await database.run((handle) =>
      handle.execute(sql.raw(`alter table billing.completions_open add constraint refused check (attempt <> 13)`)),
    );
    const batch = [settledEvent(first), openedEvent(second, 13)];
    await expect(writer.book(batch)).rejects.toMatchObject({ name: 'DatabaseError', code: '23514' });
    const list = await reader.list({ after: 0, limit: 1_000 });
    expect(list.rows.map(({ completionId }) => completionId)).not.toContain(first);
    await database.run((handle) => handle.execute(sql`alter table billing.completions_open drop constraint refused`));
    await writer.book(batch);
    expect(await rowsOf(first)).toHaveLength(1);
  });

  it('tells nothing of a completion that runs, a repeated one neither', async () => {
    const id = newCompletion();
    await writer.book([settledEvent(id, { ...estimate, deliveredOutput: 0 }), openedEvent(id, 2)]);
    expect(await rowsOf(id)).toEqual([]);
    await writer.book([settledEvent(id, {}, 2)]);
    expect(await rowsOf(id)).toMatchObject([{ outcome: Outcome.FAILED }, { outcome: Outcome.COMPLETED }]);
  });

  it('tells an organisation only of its own completions', async () => {
    const id = newCompletion();
    await writer.book([settledEvent(id)]);
    expect(await rowsOf(id)).toMatchObject([{ completionId: id }]);
    expect(await rowsOf(id, 'someone else')).toEqual([]);
  });
});
