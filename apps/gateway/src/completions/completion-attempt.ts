import { busRequest, BusRequestError, dispatchCompletion } from '@belugapi/bus';
import {
  type CompletionEvent,
  type CompletionRequest,
  type DispatchCompletion,
  type DispatchReply,
  type Failure,
  FailureCode,
  type TraceContext,
} from '@belugapi/contracts';
import { createFailure, failureTraits, isTerminal } from '@belugapi/completion';
import type { GatewayRelay, RelayListener, RelayStream } from '@belugapi/relay';
import type { NatsConnection } from '@nats-io/transport-node';

/** How an attempt ended. */
export type AttemptEnding =
  | {
      readonly kind: 'completed';
      /** How long the vendor's calls took; undefined where the worker did not tell. */
      readonly upstreamMs: number | undefined;
    }
  | { readonly kind: 'cancelled'; readonly declined: boolean }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** No worker took it, so no vendor can have seen it. */
      readonly declined: boolean;
      /** Another attempt may fare better. */
      readonly again: boolean;
    };

export interface CompletionAttemptOptions {
  readonly connection: NatsConnection;
  readonly relay: GatewayRelay;
  readonly provider: string;
  /** All but the stream id and the body. */
  readonly dispatch: Omit<DispatchCompletion, 'streamId' | 'body'>;
  readonly request: CompletionRequest;
  /** The body goes by reference: the bus cannot carry it. */
  readonly large: boolean;
  /** What the worker's steps are steps of, where the attempt is traced. */
  readonly trace?: TraceContext | undefined;
  readonly onEvent: (event: CompletionEvent) => void;
  readonly onTurnEnd: () => void;
}

const dispatchTimeoutMs = 2_000;

/** One try at a completion: once started it is dispatched to whichever worker takes it, then heard over the relay to its end. */
export class CompletionAttempt implements RelayListener {
  readonly ended: Promise<AttemptEnding>;
  private readonly stream: RelayStream;
  private end: (ending: AttemptEnding) => void = () => undefined;
  private over = false;
  private started = false;
  private accepted = false;

  constructor(private readonly options: CompletionAttemptOptions) {
    const { relay, dispatch, request, large } = options;
    this.ended = new Promise((resolve) => (this.end = resolve));
    this.stream = relay.open(dispatch.completionId, this, large ? request : undefined);
  }

  /** Dispatches it, once, unless it has ended by now. */
  start(): void {
    if (this.over || this.started) return;
    this.started = true;
    void this.dispatch();
  }

  pause(): void {
    this.stream.pause();
  }

  resume(): void {
    this.stream.resume();
  }

  /** The caller left. */
  cancel(): void {
    if (this.over) return;
    this.callOff();
    this.finish({ kind: 'cancelled', declined: !this.started });
  }

  /** The usage is durable: the worker may forget the completion. */
  settled(): void {
    this.stream.settled();
  }

  /** Ends the attempt from our side, with a reason that the caller is told. */
  fail(failure: Failure): void {
    if (this.over) return;
    this.callOff();
    this.finish({ kind: 'failed', failure, declined: !this.started, again: false });
  }

  events(events: readonly CompletionEvent[]): void {
    for (const event of events) {
      if (this.over) return;
      this.options.onEvent(event);
      if (isTerminal(event)) this.finish(endingOf(event));
    }
  }

  turnEnd(): void {
    this.options.onTurnEnd();
  }

  workerLost(): void {
    const reason = 'The connection to the provider was lost before the answer was complete.';
    const failure = createFailure(FailureCode.WORKER_LOST, reason);
    this.finish({ kind: 'failed', failure, declined: false, again: true });
  }

  // No worker can have heard of what was not dispatched.
  private callOff(): void {
    if (this.started) this.stream.cancel();
  }

  private async dispatch(): Promise<void> {
    const { connection, provider, dispatch, request, large, trace } = this.options;
    const { streamId } = this.stream;
    try {
      const reply = await busRequest(
        connection,
        dispatchCompletion(provider),
        {
          ...dispatch,
          streamId,
          body: large ? { $case: 'reference', value: {} } : { $case: 'request', value: request },
        },
        dispatchTimeoutMs,
        trace,
      );
      this.heed(reply);
    } catch (error) {
      // Events may have come although the reply got lost: then the attempt runs.
      if (this.accepted || this.over) return;
      const kind = error instanceof BusRequestError ? error.kind : undefined;
      const nobody = kind === 'no-responders';
      // A worker may have taken it, and only its reply got lost.
      const declined = nobody || kind === 'unsent';
      const reason = nobody
        ? `No worker of the provider \`${provider}\` is running.`
        : 'The request could not be handed to a worker. Try again shortly.';
      const failure = createFailure(FailureCode.SERVICE_UNAVAILABLE, reason, { retryAfterMs: 1_000 });
      if (!declined) this.stream.cancel();
      this.finish({ kind: 'failed', failure, declined, again: !nobody });
    }
  }

  private heed({ reply }: DispatchReply): void {
    switch (reply?.$case) {
      case 'accepted':
        this.accepted = true;
        this.stream.acceptedBy(reply.value.workerId);
        return;
      case 'busy': {
        const { retryAfterMs } = reply.value;
        this.decline(
          createFailure(FailureCode.OVERLOADED, 'All workers are busy. Try again shortly.', { retryAfterMs }),
        );
        return;
      }
      case 'refused':
        this.decline(reply.value);
        return;
      case undefined:
        this.decline(createFailure(FailureCode.INTERNAL, 'A worker gave an answer that is not known here.'));
    }
  }

  private decline(failure: Failure): void {
    this.finish({ kind: 'failed', failure, declined: true, again: failureTraits(failure.code).retry === 'anywhere' });
  }

  private finish(ending: AttemptEnding): void {
    if (this.over) return;
    this.over = true;
    // An answer that ended stays open until its usage is durable: the worker keeps it till then.
    if (ending.kind === 'cancelled' || (ending.kind === 'failed' && ending.declined)) this.stream.close();
    this.end(ending);
  }
}

function endingOf({ event }: CompletionEvent): AttemptEnding {
  if (event?.$case !== 'failed') return { kind: 'completed', upstreamMs: upstreamMs(event) };
  const again = failureTraits(event.value.code).retry === 'anywhere';
  return { kind: 'failed', failure: event.value, declined: false, again };
}

function upstreamMs(event: CompletionEvent['event']): number | undefined {
  const upstreamUs = event?.$case === 'completed' ? event.value.upstreamUs : undefined;
  return upstreamUs === undefined ? undefined : upstreamUs / 1_000;
}
