import { setTimeout as delay } from 'node:timers/promises';
import type { UsagePublisher } from '@belugapi/bus';
import { type CompletionEvent, type Failure, FailureCode, type GatewayAddress, Outcome } from '@belugapi/contracts';
import {
  CompletionFailure,
  createFailure,
  EstimateTurns,
  failureName,
  priceUsage,
  UsageMeter,
} from '@belugapi/completion';
import type { GatewayRelay } from '@belugapi/relay';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Answer } from '../answer/answer.js';
import type { CallerConnection } from '../answer/caller-connection.js';
import type { MoneyAdmission } from '../money/money-admission.js';
import type { AttemptReport } from '../observation/request-record.js';
import type { CompletionTrace } from '../tracing/completion-trace.js';
import type { Completion } from './completion.js';
import { type AttemptEnding, CompletionAttempt } from './completion-attempt.js';
import { dispatchOf, openedEvent, settledEvent } from './completion-events.js';

export interface CompletionRunnerOptions {
  readonly connection: NatsConnection;
  readonly relay: GatewayRelay;
  readonly publisher: UsagePublisher;
  readonly address: GatewayAddress;
  /** How long the end of an answer waits for its usage to be durable. */
  readonly settleTimeoutMs: number;
}

export interface RunningCompletion {
  readonly completion: Completion;
  readonly caller: CallerConnection;
  readonly answer: Answer;
  /** What it may cost: each attempt's cost is taken off it. */
  readonly money: MoneyAdmission;
  /** Where the request is traced. */
  readonly trace?: CompletionTrace | undefined;
  /** Hears of each attempt when it is over. */
  readonly onAttempt: (report: AttemptReport) => void;
}

const maximumAttempts = 3;
const firstBackoffMs = 50;

/**
 * Runs a completion to its end for one caller. Before the caller has seen anything, a failed attempt is repeated on whichever
 * worker takes it; after that, it ends in an error frame. The last frame waits for the usage to be durable.
 */
export class CompletionRunner {
  private readonly running = new Set<CompletionAttempt>();
  private readonly turns = new EstimateTurns();
  private stopping = false;

  constructor(private readonly options: CompletionRunnerOptions) {}

  get inFlight(): number {
    return this.running.size;
  }

  /** Resolves when the caller has the whole answer or has left; rejects with the failure that its status is to tell. */
  async run(run: RunningCompletion): Promise<void> {
    const { answer, caller, completion } = run;
    for (let attempt = 1; ; attempt += 1) {
      const ending = await this.attempt(run, attempt);
      if (ending.kind !== 'failed') return;
      if (answer.committed) {
        run.trace?.failed(failureName(ending.failure.code));
        return answer.fail(ending.failure);
      }
      const again = ending.again && attempt < maximumAttempts && !this.stopping;
      if (!again || caller.gone || Date.now() >= completion.deadline) throw new CompletionFailure(ending.failure);
      answer.restart();
      await delay(firstBackoffMs * 2 ** attempt * (0.5 + Math.random() / 2));
      if (caller.gone) return;
    }
  }

  /** Resolves when whatever has ended by now is with the publisher. */
  counted(): Promise<void> {
    return this.turns.next();
  }

  /** Ends what still runs with an error: the process is about to stop. */
  interrupt(): void {
    this.stopping = true;
    for (const attempt of this.running) attempt.fail(stoppingFailure);
  }

  private async attempt(run: RunningCompletion, number: number): Promise<AttemptEnding> {
    const { completion, caller, answer, onAttempt } = run;
    const trace = run.trace?.attempt(number);
    const { connection, relay, publisher, address } = this.options;
    const meter = new UsageMeter(completion.served.counting);
    // Nothing goes to the caller before the opening is durable.
    let held: CompletionEvent[] | undefined = [];
    const attempt = new CompletionAttempt({
      connection,
      relay,
      provider: completion.served.provider,
      dispatch: dispatchOf(completion, number, address),
      request: completion.request,
      large: completion.large,
      trace: trace?.context,
      onEvent: (event) => {
        meter.note(event);
        if (held) held.push(event);
        else answer.add(event);
      },
      onTurnEnd: () => {
        if (!held) answer.flush();
      },
    });
    // The opening goes first, in one write with the dispatch: whatever a worker takes is known, should both of us die.
    const opened = this.durable(publisher.publish(openedEvent(completion, number), () => attempt.start()));
    let releasedAt: number | undefined;
    const release = () => {
      if (!held) return;
      releasedAt = performance.now();
      for (const event of held) answer.add(event);
      held = undefined;
      answer.flush();
    };
    this.running.add(attempt);
    caller.onGone(() => attempt.cancel());
    caller.onPressure(
      () => attempt.pause(),
      () => attempt.resume(),
    );
    let broken = false;
    void opened.then(() => {
      // Where nothing takes the opening, callers are answered all the same, and it follows.
      attempt.start();
      // A failed attempt that showed nothing may still become a status, or another attempt; and one that was left shows nothing.
      if (!broken) release();
    });

    const ending = await attempt.ended;
    const endedAt = performance.now();
    broken = ending.kind !== 'completed';
    meter.end();
    this.running.delete(attempt);
    if (ending.kind === 'failed') meter.note({ event: { $case: 'failed', value: ending.failure } });
    const declined = ending.kind !== 'completed' && ending.declined;
    const shown = answer.committed;
    // A worker that dies, or a proxy in front of us, ends many answers at once.
    if (!declined && meter.isEstimated) await this.turns.next();
    const usage = meter.usage(declined ? undefined : completion.request);
    const { prices } = completion.served;
    const cost = prices && priceUsage(usage, prices);
    const settled = settledEvent(completion, number, meter, {
      outcome: outcomeOf(ending),
      declined,
      money: cost && run.money.spend(Number(cost.total)),
      // What a caller saw of an answer that did not end well is what it may be charged for.
      ...(ending.kind !== 'completed' && { deliveredOutput: shown ? meter.passedOutput : 0 }),
    });
    trace?.end(ending, settled);
    const booking = trace?.booking();
    const booked = publisher.publish(booking ? { ...settled, trace: booking.context } : settled);
    // The worker keeps what it counted until then; a time-out of ours does not make it forget.
    void booked.then(() => {
      booking?.end();
      attempt.settled();
    });
    if (ending.kind === 'completed') {
      await this.durable(booked);
      release();
      answer.complete(usage, cost);
    }
    const firstTokenAt = releasedAt && meter.firstOutputAt && Math.max(meter.firstOutputAt, releasedAt);
    onAttempt({ ending, declined, usage, cost, firstTokenAt, passedTokens: meter.passedOf(usage), endedAt });
    return ending;
  }

  private durable(stored: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(resolve, this.options.settleTimeoutMs);
      void stored.then(() => {
        clearTimeout(late);
        resolve();
      });
    });
  }
}

const stoppingFailure: Failure = createFailure(
  FailureCode.SERVICE_UNAVAILABLE,
  'The server is stopping and could not finish the answer. Try again.',
  { retryAfterMs: 1_000 },
);

function outcomeOf(ending: AttemptEnding): Outcome {
  switch (ending.kind) {
    case 'completed':
      return Outcome.COMPLETED;
    case 'failed':
      return Outcome.FAILED;
    case 'cancelled':
      return Outcome.CANCELLED;
  }
}
