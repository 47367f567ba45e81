import { FailureCode, QueryUsageRequest } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { z } from 'zod';
import { parseBody } from '../request/parse-body.js';

/** Buckets of a page: as many as OpenAI gives (API reference, "Usage"), and those it gives unasked. */
const pages = {
  '1m': { most: 1_440, usual: 60 },
  '1h': { most: 168, usual: 24 },
  '1d': { most: 31, usual: 7 },
} as const;
/** Costs come in days, more of them. */
const costPages = { most: 180, usual: 7 } as const;

const moment = z.coerce
  .number()
  .int()
  .min(0)
  .max(Date.UTC(9999, 0) / 1_000);
// A query string has a list of one as a plain text.
const list = z.preprocess(
  (value) => (value === undefined || Array.isArray(value) ? value : [value]),
  z.array(z.string().min(1).max(256)).max(100).default([]),
);
const common = {
  start_time: moment,
  end_time: moment.default(0),
  project_ids: list,
  api_key_ids: list,
  models: list,
  limit: z.coerce.number().int().min(1).optional(),
  page: z.string().max(512).default(''),
};
const usageSchema = z.strictObject({
  ...common,
  bucket_width: z.enum(['1m', '1h', '1d']).default('1d'),
  group_by: list,
});
const costSchema = z.strictObject({ ...common, bucket_width: z.literal('1d').default('1d'), group_by: list });

const groups: Readonly<Record<string, string>> = { project_id: 'organization', api_key_id: 'key', model: 'model' };

/** The query of GET /v1/organization/usage/completions. @throws {CompletionFailure} for what is wrong in it. */
export function readUsageQuery(query: unknown): QueryUsageRequest {
  const read = parseBody(usageSchema, named(query));
  return toRequest(read, pages[read.bucket_width], ['project_id', 'api_key_id', 'model']);
}

/** The query of GET /v1/organization/costs. @throws {CompletionFailure} */
export function readCostQuery(query: unknown): QueryUsageRequest {
  return toRequest(parseBody(costSchema, named(query)), costPages, ['project_id', 'api_key_id', 'line_item']);
}

// OpenAI's SDKs write lists as `models[]=…`, its own pages as `models=…`.
function named(query: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries((query ?? {}) as Record<string, unknown>).map(([name, value]) => [name.replace(/\[\]$/, ''), value]),
  );
}

type Query = z.output<typeof usageSchema> | z.output<typeof costSchema>;

function toRequest(
  query: Query,
  page: { readonly most: number; readonly usual: number },
  grouping: readonly string[],
): QueryUsageRequest {
  const unknown = query.group_by.find((name) => !grouping.includes(name));
  if (unknown !== undefined) {
    const message = `Invalid value for 'group_by': '${unknown.slice(0, 64)}'. Expected ${grouping.join(', ')}.`;
    throw CompletionFailure.of(FailureCode.INVALID_VALUE, message, { param: 'group_by' });
  }
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
