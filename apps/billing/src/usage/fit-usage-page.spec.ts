import { type UsageBucket, UsagePage, UsageTotals } from '@belugapi/contracts';
import { fitUsagePage } from './fit-usage-page.js';

const longest = { organizationId: 'o'.repeat(64), model: 'm'.repeat(256) };
const bucket = (start: number, keys: number): UsageBucket => ({
  startUnixS: start,
  endUnixS: start + 10,
  results: Array.from({ length: keys }, (_, index) =>
    UsageTotals.create({ ...longest, keyId: `key_${String(index).padStart(32, '0')}`, requests: 1 }),
  ),
});
const afterOf = (page: UsagePage | undefined) => page?.nextPage.split('_')[2] ?? '';
const countsOf = (page: UsagePage | undefined) => page?.buckets.map(({ results }) => results.length);

test('what fits stays as it is', () => {
  const page = { buckets: [bucket(0, 1_000), bucket(10, 1_000), bucket(20, 0)], nextPage: 'page_30' };
  expect(fitUsagePage(page, '')).toEqual(page);
});

test('a page ends before the bucket that is too much for it', () => {
  const page = fitUsagePage({ buckets: [bucket(0, 1_500), bucket(10, 0), bucket(20, 501)], nextPage: '' }, '');
  expect([countsOf(page), page?.nextPage]).toEqual([[1_500, 0], 'page_20']);
});

test('a bucket that is too much for any page goes on on the next ones, each result once', () => {
  const buckets = [bucket(0, 4_500), bucket(10, 3)];
  const seen: string[] = [];
  const pages: (number[] | undefined)[] = [];
  let page: UsagePage | undefined;
  do {
    page = fitUsagePage({ buckets, nextPage: '' }, afterOf(page));
    // Which a message of NATS can carry.
    expect(UsagePage.encode(page ?? UsagePage.create()).finish().length).toBeLessThan(1_048_576);
    pages.push(countsOf(page));
    seen.push(...(page?.buckets ?? []).flatMap(({ results }) => results.map(({ keyId }) => keyId ?? '')));
    // Others come before and behind it meanwhile.
    buckets[0]?.results.splice(0, 0, UsageTotals.create({ ...longest, keyId: `key_before_${seen.length}` }));
  } while (page?.nextPage !== '' && pages.length < 9);
  expect(pages).toEqual([[2_000], [2_000], [500, 3]]);
  expect(seen.slice(0, 4_500)).toEqual(bucket(0, 4_500).results.map(({ keyId }) => keyId));
});

test('a page after a group that is not there is none', () => {
  expect(fitUsagePage({ buckets: [bucket(0, 3)], nextPage: '' }, '0123456789abcdef')).toBeUndefined();
});
