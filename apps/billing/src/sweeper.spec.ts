import { Outcome, Settler, UsageSource } from '@belugapi/contracts';
import { databaseKinds, type LedgerRig, openLedgerRig } from './__fixtures__/ledger-rig.js';
import { estimate, openedEvent, settledEvent, usageOf } from './__fixtures__/usage-events.js';
import { attemptKey } from './arrange-entries.js';
import { completionsOpen } from './billing-schema.js';
import { Sweeper } from './sweeper.js';

const minute = 60_000;

describe.each(databaseKinds)('the sweeper, %s', (kind) => {
  let rig: LedgerRig;
  let caughtUp = true;
  let sweeper: Sweeper;
  beforeAll(async () => {
    rig = await openLedgerRig(kind);
    sweeper = new Sweeper({ ...rig, consumption: { caughtUp: () => Promise.resolve(caughtUp) }, afterMs: 15 * minute });
  }, 60_000);
  afterAll(() => rig?.close());

  const ago = (minutes: number) => Date.now() - minutes * minute;
  const rowsOf = async (completionId: string) =>
    (await rig.reader.generation({ completionId, organizationId: 'acme' })).rows;
  const openIds = async () =>
    (await rig.database.run((handle) => handle.select().from(completionsOpen))).map(({ completionId }) => completionId);

  it('books what was opened and never settled, once, by the estimate of the opening', async () => {
    await rig.writer.book([
      openedEvent('young', 1, ago(14)),
      openedEvent('lost', 1, ago(16)),
      openedEvent('lost', 2, ago(15.1)),
    ]);
    expect(await sweeper.sweep()).toBe(2);
    expect(await sweeper.sweep()).toBe(0);
    expect(await rowsOf('lost')).toMatchObject([
      {
        attempt: 1,
        outcome: Outcome.ABANDONED,
        settler: Settler.SWEEPER,
        usage: usageOf(UsageSource.ESTIMATED, 900, 100),
        costNanoUsd: 1_100_000,
        chargedNanoUsd: 1_100_000,
        stream: true,
      },
      { attempt: 2, outcome: Outcome.ABANDONED },
    ]);
    expect(await openIds()).toEqual(['young']);
    expect((await rig.verifier.verify()).differences).toEqual([]);
  });

  it.each([
    ['the gateway’s estimate', estimate, Outcome.FAILED, 1_080_000],
    ['the provider’s figure', { settler: Settler.WORKER }, Outcome.COMPLETED, 2_000_000],
  ])('gives way to %s that comes later', async (name, settled, outcome, charged) => {
    const id = `late ${name}`;
    await rig.writer.book([openedEvent(id, 1, ago(16))]);
    await sweeper.sweep();
    await rig.writer.book([settledEvent(id, settled)]);
    await rig.writer.book([settledEvent(id, settled), openedEvent(id, 1, ago(16))]);
    expect(await rowsOf(id)).toMatchObject([
      { outcome, chargedNanoUsd: charged, settler: settled.settler ?? Settler.GATEWAY },
    ]);
    expect(await openIds()).not.toContain(id);
    expect(await sweeper.sweep()).toBe(0);
    expect((await rig.verifier.verify()).differences).toEqual([]);
  });

  it('waits while settlements may be on their way', async () => {
    caughtUp = false;
    await rig.writer.book([openedEvent('waiting', 1, ago(16))]);
    expect(await sweeper.sweep()).toBe(0);
    expect(await openIds()).toContain('waiting');
    caughtUp = true;
    expect(await sweeper.sweep()).toBe(1);
  });

  it('books thousands, and two sweepers at once book each attempt once', async () => {
    const ids = Array.from({ length: 2_500 }, (_, index) => `many-${index}`);
    await rig.writer.book(ids.map((id) => openedEvent(id, 1, ago(20))));
    const swept = await Promise.all([sweeper.sweep(), sweeper.sweep()]);
    expect(swept[0] + swept[1]).toBe(2_500);
    const { rows } = await rig.reader.list({ after: 0, limit: 1_000 });
    expect(new Set(rows.map(attemptKey)).size).toBe(1_000);
    expect((await rig.verifier.verify()).differences).toEqual([]);
  });
});
