import { FailureCode, QueryUsageRequest } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { z } from 'zod';
import { parseBody } from '../request/parse-body.js';
import { queryInteger, queryIntegerOr } from '../request/query-integer.js';
import { storedText } from '../request/stored-text.js';

/** Buckets of a page: as many as OpenAI gives (API reference, "Usage"), and those it gives unasked. */
const pages = {
  '1m': { most: 1_440, usual: 60 },
  '1h': { most: 168, usual: 24 },
  '1d': { most: 31, usual: 7 },
} as const;
/** Costs come in days, more of them. */
const costPages = { most: 180, usual: 7 } as const;

const latest = Date.UTC(9999, 0) / 1_000;
// A query string has a list of one as a plain text.
const listOf = <Element extends z.ZodType>(element: Element) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(element).max(100).default([]),
  );
const list = listOf(storedText(1, 256));
const common = {
  start_time: queryInteger(0, latest).describe('Unix seconds, inclusive.'),
  end_time: queryIntegerOr(0, 0, latest).describe('Unix seconds, exclusive; 0: now.'),
  project_ids: list,
  api_key_ids: list,
  models: list,
  limit: queryInteger(1, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe(
      'Most buckets of a page. Of more than 2,000 results there are fewer; a bucket of more goes on on the next page.',
    ),
  page: storedText(0, 512).default(''),
};
/** The query of usage. */
export const usageQuerySchema = z.strictObject({
  ...common,
  bucket_width: z.enum(['1m', '1h', '1d']).default('1d'),
  group_by: listOf(z.enum(['project_id', 'api_key_id', 'model'])),
});
/** The query of costs. */
export const costQuerySchema = z.strictObject({
  ...common,
  bucket_width: z.literal('1d').default('1d'),
  group_by: listOf(z.enum(['project_id', 'api_key_id', 'line_item'])),
});

const groups: Readonly<Record<string, string>> = { project_id: 'organization', api_key_id: 'key', model: 'model' };

/** The query of GET /v1/organization/usage/completions. @throws {CompletionFailure} for what is wrong in it. */
export function readUsageQuery(query: unknown): QueryUsageRequest {
  const read = parseBody(usageQuerySchema, named(query));
  return toRequest(read, pages[read.bucket_width]);
}

/** The query of GET /v1/organization/costs. @throws {CompletionFailure} */
export function readCostQuery(query: unknown): QueryUsageRequest {
  return toRequest(parseBody(costQuerySchema, named(query)), costPages);
}

// OpenAI's SDKs write lists as `models[]=…`, its own pages as `models=…`.
function named(query: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries((query ?? {}) as Record<string, unknown>).map(([name, value]) => [name.replace(/\[\]$/, ''), value]),
  );
}

type Query = z.output<typeof usageQuerySchema> | z.output<typeof costQuerySchema>;

function toRequest(query: Query, page: { readonly most: number; readonly usual: number }): QueryUsageRequest {
  if (query.end_time !== 0 && query.end_time <= query.start_time) {
    const message = "Invalid value for 'end_time': it must be later than 'start_time'.";
    throw CompletionFailure.of(FailureCode.INVALID_VALUE, message, { param: 'end_time' });
  }
  return QueryUsageRequest.create({
    startUnixS: query.start_time,
    endUnixS: query.end_time,
    bucketWidth: query.bucket_width,
    organizationIds: query.project_ids,
    keyIds: query.api_key_ids,
    models: query.models,
    // A line item of the costs is a model.
    groupBy: query.group_by.map((name) => groups[name] ?? 'model'),
    limit: Math.min(query.limit ?? page.usual, page.most),
    page: query.page,
  });
}
