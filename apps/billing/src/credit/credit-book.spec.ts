import { AcquireMoneyRequest, AdjustCreditRequest, FailureCode, MoneyBound } from '@belugapi/contracts';
import { sql } from 'drizzle-orm';
import { databaseKinds, type LedgerRig, openLedgerRig } from '../__fixtures__/ledger-rig.js';
import { settledEvent, subject } from '../__fixtures__/usage-events.js';
import { MoneyStore } from '../money/money-store.js';
import { CreditBook } from './credit-book.js';

describe.each(databaseKinds)('credit, %s', (kind) => {
  let rig: LedgerRig;
  let book: CreditBook;
  let store: MoneyStore;
  const announced: string[] = [];
  beforeAll(async () => {
    rig = await openLedgerRig(kind);
    book = new CreditBook({ database: rig.database, announce: (id) => announced.push(id) });
    store = new MoneyStore(rig.database);
  }, 60_000);
  afterAll(() => rig?.close());

  const adjust = (organizationId: string, amountNanoUsd: number, more: Partial<AdjustCreditRequest> = {}) =>
    book.adjust(AdjustCreditRequest.create({ organizationId, amountNanoUsd, ...more }));
  const spend = (organizationId: string, completionId: string) =>
    rig.writer.book([settledEvent(completionId, { subject: { ...subject, organizationId } })]);
  let sequence = 0;
  const lease = async (organizationId: string, nano: number) => {
    const of = { subject: { $case: 'organizationId' as const, value: organizationId } };
    const need = { leastNanoUsd: nano, neededNanoUsd: nano, wantedNanoUsd: nano };
    sequence += 1;
    const request = AcquireMoneyRequest.fromPartial({ gatewayId: 'g', sequence, leases: [{ ...of, ...need }] });
    return (await store.acquire([request]))[0]?.[0];
  };

  it('is no limit before its first entry, and counts only what is spent after it', async () => {
    await spend('acme', 'before');
    expect(await book.get('acme')).toEqual({
      organizationId: 'acme',
      grantedNanoUsd: undefined,
      spentNanoUsd: 2_000_000,
      reservedNanoUsd: 0,
    });
    expect(await lease('acme', 1)).toMatchObject({ unlimited: true });

    expect(await adjust('acme', 5_000_000, { note: 'first invoice' })).toMatchObject({
      result: { $case: 'credit', value: { grantedNanoUsd: 5_000_000, spentNanoUsd: 0 } },
    });
    expect(announced).toContain('acme');
    await spend('acme', 'after');
    expect(await lease('acme', 4_000_000)).toMatchObject({ grantedNanoUsd: 0, bound: MoneyBound.CREDIT });
    expect(await lease('acme', 3_000_000)).toMatchObject({ grantedNanoUsd: 3_000_000, unspentNanoUsd: 3_000_000 });
    await adjust('acme', -4_000_000);
    expect(await book.get('acme')).toMatchObject({
      grantedNanoUsd: 1_000_000,
      spentNanoUsd: 2_000_000,
      reservedNanoUsd: 3_000_000,
    });
    expect(await lease('acme', 1)).toMatchObject({ unlimited: false, grantedNanoUsd: 0, unspentNanoUsd: 0 });
  });

  it('keeps every entry, and a repeated request is one', async () => {
    const repeated = { note: 'paid\0', idempotencyKey: 'invoice-7' };
    for (let time = 0; time < 3; time += 1) await adjust('books', 7_000, repeated);
    await adjust('others', 7_000, repeated);
    await adjust('books', -2_000);
    expect(await book.get('books')).toMatchObject({ grantedNanoUsd: 5_000 });
    const page = await book.list({ organizationId: 'books', after: 0, limit: 1 });
    expect(page).toMatchObject({
      entries: [{ amountNanoUsd: 7_000, note: 'paid', organizationId: 'books' }],
      hasMore: true,
    });
    const rest = await book.list({ organizationId: 'books', after: page.entries[0]?.id ?? 0, limit: 10 });
    expect(rest).toMatchObject({ entries: [{ amountNanoUsd: -2_000, note: '' }], hasMore: false });
  });

  it('refuses another adjustment under an idempotency key that was used', async () => {
    const key = { note: 'paid', idempotencyKey: 'invoice-8' };
    await adjust('twice', 7_000, key);
    for (const [amount, note] of [
      [8_000, 'paid'],
      [7_000, 'owed'],
    ] as const) {
      expect(await adjust('twice', amount, { ...key, note })).toMatchObject({
        result: { $case: 'failure', value: { code: FailureCode.IDEMPOTENCY_CONFLICT, param: 'idempotency-key' } },
      });
    }
    expect(await book.get('twice')).toMatchObject({ grantedNanoUsd: 7_000 });
  });

  it('counts the same adjustment once, also where it comes twice at once', async () => {
    const key = { note: 'paid', idempotencyKey: 'invoice-9' };
    await Promise.all(Array.from({ length: 5 }, () => adjust('at-once', 7_000, key)));
    expect(await book.get('at-once')).toMatchObject({ grantedNanoUsd: 7_000 });
  });

  it('sums up whatever comes at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => adjust('busy', index % 2 ? 1_000 : -300)));
    expect(await book.get('busy')).toMatchObject({ grantedNanoUsd: 7_000 });
    expect((await rig.verifier.verify()).differences).toEqual([]);
  });

  it.each([
    ['no organization', '', 5, 'organization'],
    ['nothing', 'acme', 0, 'amount_usd'],
    ['more than can be kept', 'acme', Number.MAX_SAFE_INTEGER, 'amount_usd'],
  ])('refuses %s', async (_case, organizationId, amount, param) => {
    const before = await book.get('acme');
    expect(await adjust(organizationId, amount)).toMatchObject({
      result: { $case: 'failure', value: { code: FailureCode.INVALID_VALUE, param } },
    });
    expect(await book.get('acme')).toEqual(before);
  });

  it('is checked against its entries, and leases against time', async () => {
    await rig.database.run((handle) =>
      handle.execute(sql`update billing.balances set credit_nano_usd = 1 where subject = 'organization:books'`),
    );
    await rig.database.run((handle) =>
      handle.execute(sql`update billing.money_leases set expires_at = now() - interval '11 minutes'`),
    );
    const { differences } = await rig.verifier.verify();
    expect(differences).toEqual([
      { subject: 'organization:books', figure: 'credit', expected: 5_000, found: 1 },
      { subject: 'organization:acme', figure: 'lease', expected: 0, found: 3_000_000 },
    ]);
  });
});
