import { MoneyBound, MoneyLeaseResponse, MoneyLimits } from '@belugapi/contracts';
import { openQuote } from './__fixtures__/spenders.js';
import { MoneyAccount } from './money-account.js';
import { isPayable, reserveAll } from './money-request.js';
import type { MoneySubject } from './money-subjects.js';

const limits = MoneyLimits.create({ totalNanoUsd: 1_000_000 });
const owner: MoneySubject = { name: 'key:k', subject: { $case: 'keyId', value: 'k' }, limits, publicId: 'k' };
const minute = 60_000;
const stale = 15 * minute;

const start = 1_000_000;

/** An account, and answers of billing for it. */
function accountOf(of: MoneySubject = owner) {
  const account = new MoneyAccount(of, stale, () => undefined);
  account.use(of, start);
  const answer = (more: Partial<MoneyLeaseResponse>, now = start) => {
    const asked = account.request([], now);
    const usual = { lease: 7, unspentNanoUsd: 1_000_000, remainingNanoUsd: 900_000, expiresAfterMs: minute };
    account.heed(MoneyLeaseResponse.create({ ...usual, ...more }), asked, now);
  };
  const said = (now = start) => {
    const { lease, settledNanoUsd, heldNanoUsd } = account.request([], now);
    return { lease, settled: settledNanoUsd, held: heldNanoUsd };
  };
  return { account, answer, said };
}

test('asks for what requests wait for, and keeps a reserve only of what they take', () => {
  const { account, answer } = accountOf();
  expect(account.request([30, 10, 20], start)).toMatchObject({
    subject: owner.subject,
    limits,
    lease: 0,
    leastNanoUsd: 10,
    neededNanoUsd: 60,
    wantedNanoUsd: 60,
  });
  answer({ grantedNanoUsd: 60_000 });
  account.reserve(10_000, start);
  expect(account.request([5_000], start + 10)).toMatchObject({ neededNanoUsd: 5_000, wantedNanoUsd: 15_000 });
  // What is free went back with that request, since somebody waits.
  expect(account.has(1, start + 10)).toBe(false);
});

test('what an attempt costs comes off the reservation, and the rest is free again', () => {
  const { account, answer, said } = accountOf();
  answer({ grantedNanoUsd: 10_000 });
  const reservation = account.reserve(10_000, start);
  expect(account.has(1, start)).toBe(false);
  expect(reservation.spend(3_000)).toBe(7);
  expect(reservation.spend(1_000)).toBe(7);
  expect(said()).toEqual({ lease: 7, settled: 4_000, held: 6_000 });
  reservation.release();
  reservation.release();
  expect(account.has(6_000, start)).toBe(true);
  expect(account.has(6_001, start)).toBe(false);
});

test('an answer that costs more than was reserved is counted in full', () => {
  const { account, answer, said } = accountOf();
  answer({ grantedNanoUsd: 10_000 });
  const reservation = account.reserve(9_000, start);
  reservation.spend(12_000);
  reservation.release();
  expect(said()).toEqual({ lease: 7, settled: 12_000, held: 0 });
});

test('a lease that was not renewed cannot be spent, and what is reserved of it stays', () => {
  const { account, answer, said } = accountOf();
  answer({ grantedNanoUsd: 10_000 });
  const reservation = account.reserve(4_000, start);
  expect(account.has(6_000, start + minute - 1)).toBe(true);
  expect(account.has(1, start + minute)).toBe(false);
  expect(said(start + minute)).toEqual({ lease: 7, settled: 0, held: 4_000 });
  // Billing has ended the lease and begins another with what runs.
  answer({ lease: 8 }, start + minute);
  expect(reservation.spend(1_000)).toBe(8);
  expect(said(start + minute)).toEqual({ lease: 8, settled: 1_000, held: 3_000 });
});

test('has news when something is free for nobody, a lease nears its end, or a message got lost', () => {
  const { account, answer } = accountOf();
  expect(account.hasNews(start)).toBe(false);
  answer({ grantedNanoUsd: 10_000 });
  const reservation = account.reserve(10_000, start);
  expect(account.hasNews(start + 19_999)).toBe(false);
  expect(account.hasNews(start + 20_000)).toBe(true);
  answer({}, start + 20_000);
  expect(account.hasNews(start + 20_001)).toBe(false);
  account.lost();
  expect(account.hasNews(start + 20_001)).toBe(true);
  answer({}, start + 20_002);
  reservation.release();
  expect(account.hasNews(start + 20_003)).toBe(true);
  account.request([], start + 20_003);
  expect(account.hasNews(start + 20_004)).toBe(false);
});

test('keeps what is free while it is made use of, unless others may wait for it', () => {
  const { account, answer, said } = accountOf();
  answer({ grantedNanoUsd: 20_000 });
  account.reserve(10_000, start).release();
  expect(account.hasNews(start + 500)).toBe(false);
  expect(said(start + 500)).toMatchObject({ held: 10_000 });
  answer({ remainingNanoUsd: 5_000 }, start + 500);
  expect(account.isTight(start + 1_499)).toBe(true);
  expect(account.isTight(start + 1_500)).toBe(false);
});

test('knows for a moment that not enough is left', () => {
  const { account, answer } = accountOf();
  expect(account.shortage(1, start)).toBeUndefined();
  answer({ unspentNanoUsd: 400, bound: MoneyBound.DAILY });
  expect(account.shortage(400, start)).toBeUndefined();
  expect(account.shortage(401, start)).toEqual({ left: 400, bound: MoneyBound.DAILY });
  expect(account.shortage(401, start + 201)).toBeUndefined();
});

test('no limit counts as long as it is not doubted, and is asked for again while it is made use of', () => {
  const of: MoneySubject = {
    name: 'organization:o',
    subject: { $case: 'organizationId', value: 'o' },
    limits: undefined,
    publicId: undefined,
  };
  const { account, answer } = accountOf(of);
  expect([account.isUnlimited(start), account.isLimited(start)]).toEqual([false, false]);
  answer({ unlimited: true, lease: 0 });
  expect(account.isUnlimited(start + stale - 1)).toBe(true);
  expect(account.isUnlimited(start + stale)).toBe(false);
  expect(account.hasNews(start + 5_000)).toBe(false);
  account.use(of, start + 4_000);
  expect(account.hasNews(start + 4_999)).toBe(false);
  expect(account.hasNews(start + 5_000)).toBe(true);
  account.use({ ...of, limits }, start);
  expect([account.isUnlimited(start), account.isLimited(start)]).toEqual([false, true]);
  account.use(of, start);
  account.doubt();
  expect([account.isUnlimited(start), account.isLimited(start)]).toEqual([false, false]);
  answer({ unlimited: false, lease: 0 });
  expect(account.isLimited(start)).toBe(true);
});

test('what was left counts until billing is heard again after a change of credit: no answer is cut short for it', () => {
  const { account, answer } = accountOf();
  expect([account.left(start), account.budget]).toEqual([undefined, undefined]);
  answer({ grantedNanoUsd: 100_000_000, unspentNanoUsd: 5_000_000_000, limitNanoUsd: 6_000_000_000 });
  account.doubt();
  expect(account.left(start)).toBe(5_000_000_000);
  expect(account.budget).toMatchObject({ limit: 6_000_000_000, used: 1_000_000_000 });
  const request = { accounts: [account], owners: [owner], quote: openQuote() };
  expect(isPayable(request, start)).toBe(true);
  expect(reserveAll(request, start).answerTokens).toBeUndefined();
});

test('“no limit” says nothing of what is left once there is one', () => {
  const { account, answer } = accountOf({ ...owner, limits: undefined });
  answer({ unlimited: true, lease: 0 });
  expect(account.left(start)).toBe(Infinity);
  account.use(owner, start);
  expect(account.left(start)).toBeUndefined();
  account.use({ ...owner, limits: undefined }, start);
  account.doubt();
  expect([account.left(start), account.budget]).toEqual([undefined, undefined]);
});

test('can be forgotten when nobody has used it for minutes and nothing is held', () => {
  const { account, answer } = accountOf();
  answer({ grantedNanoUsd: 10 });
  const reservation = account.reserve(10, start);
  expect(account.isIdle(start + 6 * minute)).toBe(false);
  reservation.spend(10);
  reservation.release();
  expect([account.isIdle(start + minute), account.isIdle(start + 6 * minute)]).toEqual([false, true]);
});

describe('a change of limits', () => {
  const changed = { ...owner, limits: MoneyLimits.create({ totalNanoUsd: 500_000 }) };

  test('ends what is leased and free under the former ones, and billing hears so', () => {
    const { account, answer, said } = accountOf();
    answer({ grantedNanoUsd: 20_000 });
    account.reserve(8_000, start);
    account.use({ ...owner, limits: MoneyLimits.create(limits) }, start);
    expect(account.has(12_000, start)).toBe(true);
    account.use(changed, start);
    expect(account.has(1, start)).toBe(false);
    expect(account.hasNews(start)).toBe(true);
    expect(said()).toEqual({ lease: 7, settled: 0, held: 8_000 });
  });

  test('makes an end of what was said of them: nothing is left no more, nor is anything without a limit', () => {
    const { account, answer } = accountOf();
    answer({ unspentNanoUsd: 10, remainingNanoUsd: 10, bound: MoneyBound.TOTAL });
    expect(account.shortage(11, start)).toEqual({ left: 10, bound: MoneyBound.TOTAL });
    account.use(changed, start);
    expect(account.shortage(11, start)).toBeUndefined();
    account.use({ ...owner, limits: undefined }, start);
    answer({ unlimited: true });
    expect(account.isUnlimited(start)).toBe(true);
    account.use(changed, start);
    expect([account.isUnlimited(start), account.left(start)]).toEqual([false, undefined]);
  });

  test('counts for an answer that was on its way, too', () => {
    const { account } = accountOf();
    const asked = account.request([10], start);
    account.use(changed, start);
    account.heed(MoneyLeaseResponse.create({ lease: 7, grantedNanoUsd: 10, expiresAfterMs: minute }), asked, start);
    expect(account.has(1, start)).toBe(false);
    expect(account.shortage(11, start)).toBeUndefined();
  });
});
