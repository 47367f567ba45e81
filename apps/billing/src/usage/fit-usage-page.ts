import { createHash } from 'node:crypto';
import type { UsageBucket, UsagePage, UsageTotals } from '@belugapi/contracts';

// A message of NATS has 1 MiB, and a result with long names half a KiB.
const mostResults = 2_000;

/**
 * A page that a message can carry: it ends before the bucket that is too much for it, or within one that is too much for any
 * page. `after`: what the page before ended with, within the first bucket. Undefined where that is not there.
 */
export function fitUsagePage({ buckets, nextPage }: UsagePage, after: string): UsagePage | undefined {
  const fitting: UsageBucket[] = [];
  let room = mostResults;
  for (const [index, bucket] of buckets.entries()) {
    const results = index === 0 && after !== '' ? resultsAfter(bucket.results, after) : bucket.results;
    if (!results) return undefined;
    if (results.length > room) {
      const isFirst = fitting.length === 0;
      const part = isFirst ? results.slice(0, room) : [];
      const last = part.at(-1);
      if (!last) return { buckets: fitting, nextPage: `page_${bucket.startUnixS}` };
      return { buckets: [{ ...bucket, results: part }], nextPage: `page_${bucket.startUnixS}_${nameOf(last)}` };
    }
    room -= results.length;
    fitting.push({ ...bucket, results });
  }
  return { buckets: fitting, nextPage };
}

function resultsAfter(results: UsageTotals[], after: string): UsageTotals[] | undefined {
  const index = results.findIndex((totals) => nameOf(totals) === after);
  return index === -1 ? undefined : results.slice(index + 1);
}

// By its group and not by its place: others may come before it meanwhile.
function nameOf({ organizationId, keyId, model }: UsageTotals): string {
  const group = JSON.stringify([organizationId, keyId, model]);
  return createHash('sha256').update(group).digest('hex').slice(0, 16);
}
