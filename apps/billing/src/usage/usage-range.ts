import { createFailure } from '@belugapi/completion';
import { type Failure, FailureCode, type QueryUsageRequest } from '@belugapi/contracts';

/** A bucket of time, in Unix seconds; its end is exclusive. */
export interface TimeBucket {
  readonly start: number;
  readonly end: number;
}

/** One page of a query: its buckets without a gap, and where the next one begins. */
export interface UsageRange {
  /** Seconds. */
  readonly width: number;
  readonly buckets: readonly TimeBucket[];
  readonly nextPage: string;
  /** What of the first bucket the page before had in the end; empty where that is whole. */
  readonly after: string;
}

interface BucketWidth {
  readonly seconds: number;
  readonly usualBuckets: number;
  readonly mostBuckets: number;
}

// As OpenAI has them; its costs go up to 180 days.
const widths = new Map<string, BucketWidth>([
  ['1m', { seconds: 60, usualBuckets: 60, mostBuckets: 1_440 }],
  ['1h', { seconds: 3_600, usualBuckets: 24, mostBuckets: 168 }],
  ['1d', { seconds: 86_400, usualBuckets: 7, mostBuckets: 180 }],
]);
const pagePattern = /^page_(\d{1,12})(?:_([0-9a-f]{16}))?$/;
// The end of what the ledger's clock can tell.
const latest = 253_402_300_800;

/**
 * The buckets that a query asks for: whole UTC minutes, hours or days, the first and the last cut to the range. Without an
 * end they go through the one that runs now.
 */
export function usageRange(request: QueryUsageRequest, nowSeconds: number): UsageRange | Failure {
  const { startUnixS, limit, page } = request;
  const width = widths.get(request.bucketWidth || '1d');
  if (!width) return wrong('bucket_width', 'must be one of 1m, 1h and 1d.');
  const { seconds, usualBuckets, mostBuckets } = width;
  const end = request.endUnixS || (Math.floor(nowSeconds / seconds) + 1) * seconds;
  if (startUnixS >= latest) return wrong('start_time', 'must be a time in Unix seconds.');
  if (end > latest) return wrong('end_time', 'must be a time in Unix seconds.');
  if (end <= startUnixS) return wrong('end_time', 'must be later than start_time.');
  if (limit > mostBuckets) return wrong('limit', `must be ${mostBuckets} at most.`);
  const [, begun = Number.NaN, after = ''] = pagePattern.exec(page) ?? [];
  const from = page === '' ? startUnixS : Number(begun);
  if (!(from >= startUnixS && from < end)) return wrongPage();

  const buckets: TimeBucket[] = [];
  let next = from;
  while (buckets.length < (limit || usualBuckets) && next < end) {
    const start = next;
    next = Math.min((Math.floor(start / seconds) + 1) * seconds, end);
    buckets.push({ start, end: next });
  }
  return { width: seconds, buckets, nextPage: next < end ? `page_${next}` : '', after };
}

/** The answer to a page that is not one of the query's. */
export function wrongPage(): Failure {
  return wrong('page', 'must be the next_page of the page before.');
}

function wrong(param: string, what: string): Failure {
  return createFailure(FailureCode.INVALID_VALUE, `Invalid value for '${param}': it ${what}`, { param });
}
