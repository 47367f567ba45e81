import { FailureCode } from '@belugapi/contracts';
import { failureName } from '@belugapi/completion';
import { Counter, Histogram, type Registry } from 'prom-client';
import { dollars } from '../answer/usage-body.js';
import type { KeyLabels } from './key-labels.js';
import { buckets } from './latency-buckets.js';
import { type CompletionFacts, type RequestFacts, tokenClasses } from './request-facts.js';

export interface GatewayMetricsOptions {
  /** Absent: keys have no label. */
  readonly keys: KeyLabels | undefined;
  /** Latencies are told by model, not only by provider. */
  readonly byModel: boolean;
}

type Labels = Record<string, string>;

const ownLimits: Readonly<Partial<Record<FailureCode, string>>> = {
  [FailureCode.REQUESTS_EXCEEDED]: 'requests',
  [FailureCode.TOKENS_EXCEEDED]: 'tokens',
  [FailureCode.QUOTA_EXCEEDED]: 'money',
};

/** What requests tell Prometheus: once each, when they are over, and nothing per token. */
export class GatewayMetrics {
  private readonly keys: KeyLabels | undefined;
  private readonly requests: Counter;
  private readonly duration: Histogram;
  private readonly overhead: Histogram;
  private readonly firstToken: Histogram;
  private readonly interToken: Histogram;
  private readonly tokens: Counter;
  private readonly cost: Counter;
  private readonly terminations: Counter;
  private readonly disconnects: Counter;
  private readonly rejections: Counter;

  constructor(
    private readonly registry: Registry,
    private readonly options: GatewayMetricsOptions,
  ) {
    this.keys = options.keys;
    const key = this.keys ? ['key'] : [];
    const model = options.byModel ? ['model'] : [];
    this.requests = this.counter(
      'beluga_http_requests_total',
      'HTTP requests that are over, all but what could not be read as HTTP.',
      ['route', 'status', ...key],
    );
    this.duration = this.histogram(
      'beluga_request_duration_seconds',
      'From the head of an HTTP request to the end of its answer; probes are left out.',
      ['route', 'status'],
      buckets.duration,
    );
    this.overhead = this.histogram(
      'beluga_overhead_seconds',
      'What BelugAPI itself took of a complete answer: all but the arrival of the body and the calls to the vendor.',
      ['provider', ...model],
      buckets.overhead,
    );
    this.firstToken = this.histogram(
      'beluga_time_to_first_token_seconds',
      'From the head of a streamed request to the first output that its caller could see.',
      ['provider', ...model],
      buckets.firstToken,
    );
    this.interToken = this.histogram(
      'beluga_inter_token_seconds',
      'Mean time between two tokens, once for each complete stream that its caller saw while it ran.',
      ['provider', ...model],
      buckets.interToken,
    );
    this.tokens = this.counter('beluga_tokens_total', 'Tokens of answers, by classes that do not overlap.', [
      'provider',
      'model',
      'class',
      ...key,
    ]);
    this.cost = this.counter('beluga_cost_usd_total', 'What answers cost at the catalogue’s prices, in dollars.', [
      'provider',
      'model',
      ...key,
    ]);
    this.terminations = this.counter(
      'beluga_stream_terminations_total',
      'Streams that had begun, by how they ended: completed, client_gone, or the name of the failure.',
      ['reason'],
    );
    this.disconnects = this.counter(
      'beluga_client_disconnects_total',
      'Callers who left before their answer was out, by whether a worker was told to stop.',
      ['upstream_cancelled'],
    );
    this.rejections = this.counter(
      'beluga_ratelimit_rejections_total',
      'Requests refused by a limit of their key or organisation: requests (also concurrent ones), tokens or money.',
      ['limit', ...key],
    );
    // Alerts and dashboards divide by these before the first of their kind has come.
    this.terminations.inc({ reason: 'completed' }, 0);
    for (const cancelled of ['true', 'false']) this.disconnects.inc({ upstream_cancelled: cancelled }, 0);
    if (!this.keys) for (const limit of Object.values(ownLimits)) this.rejections.inc({ limit }, 0);
  }

  /** Counts a request that is over. `timed`: it is one whose duration says something. */
  count(facts: RequestFacts, timed: boolean): void {
    const { route, status, completion, principal, failure } = facts;
    const key: Labels = this.keys ? { key: this.keys.of(principal?.publicId) } : {};
    const labels = { route, status: statusClass(status) };
    this.requests.inc({ ...labels, ...key });
    if (timed) this.duration.observe(labels, facts.durationMs / 1_000);
    const limit = failure === undefined ? undefined : ownLimits[failure];
    if (limit !== undefined) this.rejections.inc({ limit, ...key });
    if (completion) this.countCompletion(facts, completion, key);
  }

  private countCompletion(facts: RequestFacts, completion: CompletionFacts, key: Labels): void {
    const { aborted, failure } = facts;
    const { of, outcome, streamBegan, firstTokenMs, interTokenMs, overheadMs } = completion;
    const { provider, id: model } = of.served;
    const latency = this.options.byModel ? { provider, model } : { provider };
    if (overheadMs !== undefined) this.overhead.observe(latency, overheadMs / 1_000);
    if (firstTokenMs !== undefined) this.firstToken.observe(latency, firstTokenMs / 1_000);
    if (interTokenMs !== undefined) this.interToken.observe(latency, interTokenMs / 1_000);
    for (const { usage, cost } of completion.attempts) {
      for (const [name, label] of tokenClasses) {
        const count = usage[name];
        if (count) this.tokens.inc({ provider, model, class: label, ...key }, count);
      }
      if (cost) this.cost.inc({ provider, model, ...key }, dollars(cost.total));
    }
    if (aborted) this.disconnects.inc({ upstream_cancelled: String(completion.upstreamCancelled) });
    if (!streamBegan) return;
    const failed = failureName(failure ?? FailureCode.INTERNAL);
    this.terminations.inc({ reason: aborted ? 'client_gone' : outcome === 'failed' ? failed : 'completed' });
  }

  private counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram(name: string, help: string, labelNames: string[], bounds: readonly number[]): Histogram {
    return new Histogram({ name, help, labelNames, buckets: [...bounds], registers: [this.registry] });
  }
}

function statusClass(status: number): string {
  return `${Math.trunc(status / 100)}xx`;
}
