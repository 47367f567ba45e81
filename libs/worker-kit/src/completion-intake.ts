import {
  type DispatchCompletion,
  type DispatchReply,
  FailureCode,
  type TraceContext,
  type UsageEvent,
  type WorkerHello,
} from '@belugapi/contracts';
import { dispatchCompletion } from '@belugapi/bus';
import { createFailure, EstimateTurns } from '@belugapi/completion';
import type { Catalog } from '@belugapi/model-catalog';
import type { CompletionSource } from '@belugapi/provider-spec';
import type { WorkerRelay } from '@belugapi/relay';
import { messagingAttributes, type TraceSpan, type Tracing } from '@belugapi/service-kit';
import { CompletionRun, type CompletionRunOptions } from './completion-run.js';

export interface CompletionIntakeOptions {
  readonly workerId: string;
  readonly source: CompletionSource;
  readonly catalog: Catalog;
  readonly settle: (event: UsageEvent) => void;
  readonly onError: (error: unknown, span?: TraceSpan) => void;
  readonly tracing?: Tracing | undefined;
  /** See CompletionRunOptions. */
  readonly onCall?: CompletionRunOptions['onCall'];
  /** See CompletionRunOptions. */
  readonly settleTimeoutMs?: number;
}

const busyRetryMs = 250;

/** Takes completions up to the source's capacity and holds those that run. */
export class CompletionIntake {
  private readonly runs = new Set<CompletionRun>();
  private readonly turns = new EstimateTurns();
  private draining = false;
  private whenIdle: (() => void) | undefined;

  constructor(private readonly options: CompletionIntakeOptions) {}

  get running(): number {
    return this.runs.size;
  }

  hello(version: string): WorkerHello {
    const { workerId, source } = this.options;
    const { provider, capacity } = source;
    return { workerId, provider, models: [...source.models()], capacity, draining: this.draining, version };
  }

  /** Starts the completion, or says why not; the answer itself goes over the relay. */
  accept(dispatch: DispatchCompletion, relay: WorkerRelay, trace?: TraceContext): DispatchReply {
    const { workerId, source, catalog, settle, onError, onCall, settleTimeoutMs } = this.options;
    if (this.draining || this.runs.size >= source.capacity) {
      return { reply: { $case: 'busy', value: { workerId, retryAfterMs: busyRetryMs } } };
    }
    const model = source.models().find(({ id }) => id === dispatch.route?.servedModel);
    if (model && !model.ready) {
      return { reply: { $case: 'refused', value: createFailure(FailureCode.MODEL_UNAVAILABLE, model.reason) } };
    }
    if (!dispatch.gateway) throw new Error('a dispatch without a gateway');
    const link = relay.link(dispatch.gateway);
    const run = new CompletionRun({
      dispatch,
      link,
      source,
      catalog,
      settle,
      turns: this.turns,
      onError,
      ...(onCall && { onCall }),
      span: trace && this.startSpan(dispatch, trace),
      ...(settleTimeoutMs !== undefined && { settleTimeoutMs }),
      onEnd: () => {
        this.runs.delete(run);
        if (this.runs.size === 0) this.whenIdle?.();
      },
    });
    this.runs.add(run);
    return { reply: { $case: 'accepted', value: { workerId } } };
  }

  private startSpan({ completionId, attempt }: DispatchCompletion, trace: TraceContext): TraceSpan | undefined {
    const { source, tracing } = this.options;
    if (!tracing) return undefined;
    const { subject } = dispatchCompletion(source.provider);
    const attributes = {
      ...messagingAttributes('process', subject),
      'messaging.consumer.group.name': 'workers',
      'beluga.completion_id': completionId,
      'beluga.attempt': attempt,
    };
    return tracing.start(`process ${subject}`, trace, { kind: 'server', attributes });
  }

  /** Takes no more; resolves when what runs is settled, or has been interrupted after `graceMs`. */
  async drain(graceMs: number): Promise<void> {
    this.draining = true;
    if (this.runs.size === 0) return;
    const idle = new Promise<void>((resolve) => (this.whenIdle = resolve));
    const interrupt = setTimeout(() => {
      for (const run of this.runs) run.interrupt();
    }, graceMs);
    // Settlements of interrupted runs need a moment too, but a gateway that is gone must not hold the process.
    const giveUp = setTimeout(() => this.whenIdle?.(), graceMs + 3_000);
    await idle;
    clearTimeout(interrupt);
    clearTimeout(giveUp);
  }
}
