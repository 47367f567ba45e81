import {
  type CompletionEvent,
  type CompletionRequest,
  type DispatchCompletion,
  FailureCode,
  Outcome,
  Settler,
  type UsageEvent,
} from '@belugapi/contracts';
import { type EstimateTurns, failedEvent, failureName, isTerminal, UsageMeter } from '@belugapi/completion';
import { type CompletionSource, type CompletionTask, type UpstreamCall, UpstreamCalls } from '@belugapi/provider-spec';
import type { LinkedCompletion, WorkerLink } from '@belugapi/relay';
import type { TraceSpan } from '@belugapi/service-kit';
import type { Catalog } from '@belugapi/model-catalog';

export interface CompletionRunOptions {
  readonly dispatch: DispatchCompletion;
  readonly link: WorkerLink;
  readonly source: CompletionSource;
  readonly catalog: Catalog;
  /** The gateway died: this run's usage is the worker's to settle. */
  readonly settle: (event: UsageEvent) => void;
  /** Shared by all runs: a gateway that dies leaves many of them to be counted. */
  readonly turns: EstimateTurns;
  /** The run is over and forgotten. */
  readonly onEnd: () => void;
  readonly onError: (error: unknown, span?: TraceSpan) => void;
  /** Where the completion is traced: the run ends it. */
  readonly span?: TraceSpan | undefined;
  /** Hears of each call to the vendor that is over. */
  readonly onCall?: (call: UpstreamCall, dispatch: DispatchCompletion) => void;
  /** How long a finished answer waits for the gateway's `settled`. Default one minute. */
  readonly settleTimeoutMs?: number;
}

// What setTimeout takes; more would fire at once.
const longestTimeoutMs = 2_147_483_647;
const workerError = 'The worker had an error while it produced the answer.';

/**
 * One accepted completion, from dispatch until its usage is durable. It reads the source as fast as the gateway takes it,
 * and keeps what it counted until the gateway says `settled`; where the gateway is gone it settles itself.
 */
export class CompletionRun implements LinkedCompletion {
  private readonly abort = new AbortController();
  private readonly meter: UsageMeter;
  private readonly calls: UpstreamCalls;
  // The request's deadline until the answer ends, then the time that the gateway has to settle.
  private timer: NodeJS.Timeout;
  private resumed: Promise<void> | undefined;
  private release: (() => void) | undefined;
  private request: CompletionRequest | undefined;
  private failed = false;
  private finished = false;
  private ended = false;

  constructor(private readonly options: CompletionRunOptions) {
    const { dispatch, link, catalog } = options;
    this.meter = new UsageMeter(catalog.findModel(dispatch.route?.servedModel ?? '')?.counting);
    this.calls = new UpstreamCalls((call) => options.onCall?.(call, dispatch));
    link.attach(dispatch.streamId, this);
    const left = Math.min(Math.max(dispatch.deadlineUnixMs - Date.now(), 0), longestTimeoutMs);
    this.timer = setTimeout(() => this.overdue(), left);
    // Behind what the relay has to say by now: after a stall that may be that the gateway has given this up.
    setImmediate(() => void this.run().catch((error: unknown) => this.tell(error)));
  }

  /** The caller left; the gateway settles what it relayed. */
  cancel(): void {
    this.stop();
    this.end();
  }

  pause(): void {
    this.resumed ??= new Promise((resolve) => (this.release = resolve));
  }

  resume(): void {
    this.release?.();
    this.release = undefined;
    this.resumed = undefined;
  }

  settled(): void {
    this.end();
  }

  /** An event of the answer cannot be encoded. Whatever followed it has not left either, be it the end. */
  unsendable(error: unknown): void {
    if (this.ended) return;
    this.stop();
    this.finished = false;
    this.fail(FailureCode.INTERNAL, workerError);
    this.tell(error);
  }

  /** Nobody else can settle this run any more. */
  linkLost(): void {
    if (this.ended) return;
    // Every vendor's call is ended before the first of them is counted.
    this.stop();
    this.close();
    const settle = () => {
      this.options.settle(this.settlement());
      this.options.onEnd();
    };
    if (this.meter.isEstimated) void this.options.turns.next().then(settle);
    else settle();
  }

  /** The worker stops before the answer is complete: the gateway hears so, and may try another worker. */
  interrupt(): void {
    if (this.finished || this.ended) return;
    this.stop();
    this.fail(FailureCode.WORKER_LOST, 'The worker was stopped before the answer was complete.');
  }

  private async run(): Promise<void> {
    if (this.finished || this.ended) return;
    const { dispatch, link, source } = this.options;
    try {
      const task = await this.task();
      if (this.finished || this.ended) return;
      for await (const events of source.complete(task, this.abort.signal)) {
        for (const event of events) {
          if (this.finished || this.ended) return;
          this.meter.note(event);
          if (isTerminal(event)) return this.pass(event);
          link.send(dispatch.streamId, event);
        }
        if (this.resumed) await this.resumed;
        const drained = link.drained();
        if (drained) await drained;
      }
      this.fail(FailureCode.UPSTREAM_ERROR, 'The provider ended the answer before it was complete.');
    } catch (error) {
      // A stopped source may end in an error of its own.
      if (this.finished || this.ended) return;
      this.fail(FailureCode.INTERNAL, workerError);
      throw error;
    }
  }

  /** Sends the last event, with what the gateway cannot know of the time that it took. */
  private pass(last: CompletionEvent): void {
    const { dispatch, link } = this.options;
    const { event } = last;
    if (event?.$case === 'failed') {
      link.send(dispatch.streamId, last);
      return this.finish(event.value.code);
    }
    const upstreamMs = this.calls.elapsedMs;
    const upstreamUs = upstreamMs === undefined ? undefined : Math.round(upstreamMs * 1_000);
    link.send(dispatch.streamId, { event: { $case: 'completed', value: { upstreamUs } } });
    this.finish();
  }

  private async task(): Promise<CompletionTask> {
    const { dispatch, link, catalog } = this.options;
    const { body, route, streamId, completionId, attempt, deadlineUnixMs } = dispatch;
    if (!route) throw new Error('a dispatch without a route');
    this.request = body?.$case === 'request' ? body.value : await link.fetchRequest(streamId, completionId);
    const row = catalog.findModel(route.servedModel);
    const organizationId = dispatch.principal?.organizationId ?? '';
    const { calls, request } = this;
    const trace = this.options.span?.context;
    return { completionId, attempt, request, route, row, organizationId, deadline: deadlineUnixMs, calls, trace };
  }

  private overdue(): void {
    this.stop();
    this.fail(FailureCode.DEADLINE_EXCEEDED, 'The answer was not complete within the request’s time limit.');
  }

  private fail(code: FailureCode, message: string): void {
    if (this.finished || this.ended) return;
    const event = failedEvent(code, message);
    this.meter.note(event);
    this.options.link.send(this.options.dispatch.streamId, event);
    this.finish(code);
  }

  private finish(failure?: FailureCode): void {
    if (this.finished || this.ended) return;
    this.finished = true;
    this.failed = failure !== undefined;
    this.calls.end(failure);
    this.options.span?.end(failure === undefined ? undefined : failureName(failure));
    clearTimeout(this.timer);
    // A gateway that lives but forgot this run must not hold it, and its place, for ever.
    this.timer = setTimeout(() => this.linkLost(), this.options.settleTimeoutMs ?? 60_000);
  }

  private stop(): void {
    this.abort.abort(new Error('the completion was stopped'));
    this.resume();
  }

  private end(): void {
    if (this.ended) return;
    this.close();
    this.options.onEnd();
  }

  private close(): void {
    this.ended = true;
    this.meter.end();
    this.calls.end(FailureCode.CANCELLED);
    this.options.span?.end('cancelled');
    clearTimeout(this.timer);
    this.options.link.detach(this.options.dispatch.streamId);
  }

  private settlement(): UsageEvent {
    const { dispatch, source } = this.options;
    const { principal, route, completionId, attempt, priceVersion } = dispatch;
    const subject = {
      keyId: principal?.keyId ?? '',
      organizationId: principal?.organizationId ?? '',
      model: this.request?.model ?? route?.servedModel ?? '',
      servedModel: route?.servedModel ?? '',
      provider: source.provider,
      priceVersion,
    };
    const settlement = { completionId, attempt, subject, outcome: this.outcome(), settler: Settler.WORKER };
    const event = this.meter.settled(settlement, this.request);
    return this.options.span ? { ...event, trace: this.options.span.context } : event;
  }

  private tell(error: unknown): void {
    this.options.onError(error, this.options.span);
  }

  private outcome(): Outcome {
    if (this.failed) return Outcome.FAILED;
    return this.finished ? Outcome.COMPLETED : Outcome.CANCELLED;
  }
}
