import { CompletionRequest, FailureCode, Principal, UsageSource } from '@belugapi/contracts';
import { modelRows, type ModelRow } from '@belugapi/model-catalog';
import { Registry } from 'prom-client';
import type { Completion } from '../completions/completion.js';
import { GatewayMetrics } from './gateway-metrics.js';
import { KeyLabels } from './key-labels.js';
import type { CompletionFacts, RequestFacts } from './request-facts.js';

const usage = { source: UsageSource.PROVIDER, uncachedInput: 100, cacheRead: 10, visibleOutput: 50, reasoning: 5 };

function completionOf(served: ModelRow): CompletionFacts {
  const cost = { total: 1n, classes: {}, unpriced: [] };
  const ending = { kind: 'cancelled', declined: false } as const;
  return {
    of: { served, asked: served, request: CompletionRequest.create({ stream: true }) } as Completion,
    attempts: [{ ending, declined: false, usage, cost, firstTokenAt: 1, passedTokens: 50, endedAt: 2 }],
    outcome: 'failed',
    upstreamCancelled: false,
    streamBegan: true,
    firstTokenMs: 100,
    interTokenMs: 10,
    overheadMs: 3,
  };
}

function factsOf(more: Partial<RequestFacts>): RequestFacts {
  const failure = FailureCode.REQUESTS_EXCEEDED;
  const route = '/v1/chat/completions';
  return { route, status: 429, durationMs: 9, aborted: false, failure, principal, completion: undefined, ...more };
}

const principal = Principal.create({ publicId: 'first' });
const keyed = (publicId: string) => factsOf({ principal: Principal.create({ publicId }) });
const seriesOf = async (registry: Registry) => (await registry.metrics()).match(/^[^#\n].*$/gm) ?? [];

test('the whole catalogue in use stays within a few hundred series', async () => {
  const registry = new Registry();
  const metrics = new GatewayMetrics(registry, { keys: undefined, byModel: false });
  for (const status of [200, 429, 502])
    for (const row of modelRows) metrics.count(factsOf({ status, completion: completionOf(row) }), true);
  expect((await seriesOf(registry)).length).toBeLessThan(900);
});

test('latencies are told by model where that is asked for', async () => {
  const registry = new Registry();
  const metrics = new GatewayMetrics(registry, { keys: undefined, byModel: true });
  const [row] = modelRows;
  if (row) metrics.count(factsOf({ completion: completionOf(row) }), true);
  for (const name of ['overhead', 'time_to_first_token', 'inter_token']) {
    const labels = `{provider="${row?.provider}",model="${row?.id}"}`;
    expect(await seriesOf(registry)).toContain(`beluga_${name}_seconds_count${labels} 1`);
  }
});

test('keys have a label only where that is asked for, and never more of them', async () => {
  const without = new Registry();
  new GatewayMetrics(without, { keys: undefined, byModel: false }).count(keyed('first'), true);
  expect((await seriesOf(without)).filter((series) => series.includes('key='))).toEqual([]);

  const registry = new Registry();
  const metrics = new GatewayMetrics(registry, { keys: new KeyLabels(2), byModel: false });
  for (const publicId of ['first', 'second', 'third', 'fourth', 'first']) metrics.count(keyed(publicId), true);
  metrics.count({ ...keyed(''), principal: undefined }, true);
  const rejected = (await seriesOf(registry)).filter((series) => series.includes('rejections'));
  expect(rejected).toEqual([
    'beluga_ratelimit_rejections_total{limit="requests",key="first"} 2',
    'beluga_ratelimit_rejections_total{limit="requests",key="second"} 1',
    'beluga_ratelimit_rejections_total{limit="requests",key="other"} 2',
    'beluga_ratelimit_rejections_total{limit="requests",key="none"} 1',
  ]);
});
