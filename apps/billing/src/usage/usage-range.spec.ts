import { QueryUsageRequest } from '@belugapi/contracts';
import { usageRange } from './usage-range.js';

const day = 86_400;
// 2026-11-22 00:00 UTC.
const midnight = 1_795_305_600;
const rangeOf = (request: Partial<QueryUsageRequest>) =>
  usageRange(QueryUsageRequest.create(request), midnight + 3_600);

it('has whole UTC buckets, cut to the range at both ends', () => {
  expect(rangeOf({ startUnixS: midnight - day - 10, endUnixS: midnight + 5 })).toEqual({
    width: day,
    buckets: [
      { start: midnight - day - 10, end: midnight - day },
      { start: midnight - day, end: midnight },
      { start: midnight, end: midnight + 5 },
    ],
    nextPage: '',
    after: '',
  });
});

it('begins within a bucket where the page before ended in it', () => {
  const range = rangeOf({ startUnixS: midnight - 5, page: `page_${midnight}_00112233aabbccdd` });
  expect(range).toMatchObject({ buckets: [{ start: midnight }], after: '00112233aabbccdd' });
});

it('goes through the bucket that runs now where no end is given', () => {
  expect(rangeOf({ startUnixS: midnight, bucketWidth: '1h' })).toMatchObject({
    buckets: [
      { start: midnight, end: midnight + 3_600 },
      { start: midnight + 3_600, end: midnight + 7_200 },
    ],
    nextPage: '',
  });
});

it.each([
  ['1m', 60, 60],
  ['1h', 3_600, 24],
  ['1d', day, 7],
  ['', day, 7],
])('has %s buckets of %d seconds, %d a page', (bucketWidth, width, count) => {
  const range = rangeOf({ startUnixS: midnight - 100 * day, endUnixS: midnight, bucketWidth });
  expect(range).toMatchObject({ width, nextPage: `page_${midnight - 100 * day + count * width}` });
  expect('buckets' in range && range.buckets).toHaveLength(count);
});

it('pages without a gap and without an overlap', () => {
  const query = { startUnixS: midnight - 5 * day + 7, endUnixS: midnight, limit: 2 };
  const starts: number[] = [];
  let page = '';
  do {
    const range = rangeOf({ ...query, page });
    if ('code' in range) throw new Error(range.message);
    starts.push(...range.buckets.map(({ start }) => start));
    page = range.nextPage;
  } while (page !== '');
  expect(starts).toEqual([7, day, 2 * day, 3 * day, 4 * day].map((seconds) => midnight - 5 * day + seconds));
});

it.each<[Partial<QueryUsageRequest>, string]>([
  [{ bucketWidth: '1w' }, 'bucket_width'],
  [{ bucketWidth: 'constructor' }, 'bucket_width'],
  [{ startUnixS: Number.MAX_SAFE_INTEGER }, 'start_time'],
  [{ startUnixS: midnight, endUnixS: midnight }, 'end_time'],
  [{ endUnixS: Number.MAX_SAFE_INTEGER }, 'end_time'],
  [{ startUnixS: midnight, limit: 181 }, 'limit'],
  [{ startUnixS: midnight, page: `page_${midnight - 1}` }, 'page'],
  [{ startUnixS: midnight, page: `page_${midnight + day}` }, 'page'],
  [{ startUnixS: midnight, page: 'page_x' }, 'page'],
  [{ startUnixS: midnight, page: `page_${midnight}_x` }, 'page'],
])('refuses %o by the name of the field', (request, param) => {
  expect(rangeOf(request)).toMatchObject({ param, message: expect.stringContaining(`'${param}'`) as string });
});
