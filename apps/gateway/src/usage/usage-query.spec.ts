import { TokenUsage, UsagePage } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { costPageBody, usagePageBody } from './usage-bodies.js';
import { readCostQuery, readUsageQuery } from './usage-query.js';

const start = 1_795_364_400;

function refusal(read: () => unknown): { param?: string | undefined; message: string } {
  try {
    read();
  } catch (error) {
    if (error instanceof CompletionFailure) return error.failure;
    throw error;
  }
  throw new Error('it was taken');
}

test.each<[string, object, object]>([
  ['days unless asked otherwise', { start_time: String(start) }, { bucketWidth: '1d', limit: 7, endUnixS: 0 }],
  ['minutes, as many as OpenAI gives', { start_time: start, bucket_width: '1m', limit: '5000' }, { limit: 1_440 }],
  ['a list of one', { start_time: start, models: 'gpt-5.2' }, { models: ['gpt-5.2'] }],
  ['a list as the SDKs write it', { start_time: start, 'api_key_ids[]': ['a', 'b'] }, { keyIds: ['a', 'b'] }],
  [
    'groups in our words',
    { start_time: start, group_by: ['project_id', 'api_key_id', 'model'] },
    { groupBy: ['organization', 'key', 'model'] },
  ],
])('a query of usage: %s', (_, query, expected) => {
  expect(readUsageQuery(query)).toMatchObject({ startUnixS: start, ...expected });
});

test.each<[object, string]>([
  [{}, 'start_time'],
  [{ start_time: 'yesterday' }, 'start_time'],
  [{ start_time: start, bucket_width: '1w' }, 'bucket_width'],
  [{ start_time: start, end_time: start }, 'end_time'],
  [{ start_time: start, group_by: 'colour' }, 'group_by[0]'],
  [{ start_time: start, colour: 'blue' }, 'colour'],
])('%j is refused by name', (query, param) => {
  expect(refusal(() => readUsageQuery(query))).toMatchObject({ param });
  expect(refusal(() => readCostQuery(query))).toMatchObject({ param });
});

test('costs come in days, and their line items are models', () => {
  expect(readCostQuery({ start_time: start, group_by: ['line_item'], limit: 400 })).toMatchObject({
    bucketWidth: '1d',
    groupBy: ['model'],
    limit: 180,
  });
  expect(refusal(() => readCostQuery({ start_time: start, group_by: 'model' })).param).toBe('group_by[0]');
});

const page = UsagePage.create({
  buckets: [
    {
      startUnixS: start,
      endUnixS: start + 86_400,
      results: [
        {
          keyId: 'key_1',
          model: 'gpt-5.2',
          requests: 3,
          usage: TokenUsage.create({ uncachedInput: 10, cacheRead: 5, visibleOutput: 7, reasoning: 2 }),
          costNanoUsd: 4_000,
          chargedNanoUsd: 3_000,
        },
      ],
    },
  ],
  nextPage: 'next',
});

test('a page of usage and of costs is in OpenAI’s shape', () => {
  expect(usagePageBody(page)).toMatchObject({
    object: 'page',
    has_more: true,
    next_page: 'next',
    data: [
      {
        object: 'bucket',
        start_time: start,
        results: [
          {
            object: 'organization.usage.completions.result',
            input_tokens: 15,
            input_cached_tokens: 5,
            input_uncached_tokens: 10,
            output_tokens: 9,
            num_model_requests: 3,
            project_id: null,
            api_key_id: 'key_1',
            model: 'gpt-5.2',
          },
        ],
      },
    ],
  });
  expect(costPageBody({ ...page, nextPage: '' })).toMatchObject({
    has_more: false,
    next_page: null,
    data: [
      {
        results: [
          { object: 'organization.costs.result', amount: { value: 0.000003, currency: 'usd' }, line_item: 'gpt-5.2' },
        ],
      },
    ],
  });
});
