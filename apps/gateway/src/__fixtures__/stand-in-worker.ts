import type { CompletionEvent, CompletionRequest, DispatchCompletion, DispatchReply } from '@belugapi/contracts';
import type { WorkerLink, WorkerRelay } from '@belugapi/relay';

type Shape = NonNullable<CompletionEvent['event']>;

/** One attempt as a worker sees it, answered by the spec event by event. */
export interface WorkerAttempt {
  readonly dispatch: DispatchCompletion;
  readonly request: CompletionRequest;
  /** The body came by reference. */
  readonly large: boolean;
  /** Resolves when the gateway says that the caller left. */
  readonly cancelled: Promise<void>;
  /** Sends events, all in one frame. */
  say(...events: Shape[]): void;
}

/** The worker's end of the bus and the relay: takes everything and hands it to the spec. */
export class StandInWorker {
  /** Attempts to be taken of which the gateway gets no reply. */
  repliesToLose = 0;
  private readonly taken: WorkerAttempt[] = [];
  private readonly waiting: ((attempt: WorkerAttempt) => void)[] = [];

  constructor(private readonly relay: WorkerRelay) {}

  accept(dispatch: DispatchCompletion): DispatchReply | undefined {
    if (!dispatch.gateway) throw new Error('a dispatch without a gateway');
    void this.take(dispatch, this.relay.link(dispatch.gateway));
    if (this.repliesToLose > 0) {
      this.repliesToLose -= 1;
      return undefined;
    }
    return { reply: { $case: 'accepted', value: { workerId: 'worker' } } };
  }

  next(): Promise<WorkerAttempt> {
    const attempt = this.taken.shift();
    return attempt ? Promise.resolve(attempt) : new Promise((resolve) => this.waiting.push(resolve));
  }

  private async take(dispatch: DispatchCompletion, link: WorkerLink): Promise<void> {
    const { streamId, completionId, body } = dispatch;
    const left = Promise.withResolvers<void>();
    const nothing = () => undefined;
    link.attach(streamId, {
      cancel: () => left.resolve(),
      pause: nothing,
      resume: nothing,
      settled: () => link.detach(streamId),
      linkLost: nothing,
      unsendable: nothing,
    });
    const large = body?.$case === 'reference';
    const request = body?.$case === 'request' ? body.value : await link.fetchRequest(streamId, completionId);
    const attempt: WorkerAttempt = {
      dispatch,
      request,
      large,
      cancelled: left.promise,
      say: (...events) => {
        for (const event of events) link.send(streamId, { event });
      },
    };
    const waiter = this.waiting.shift();
    if (waiter) waiter(attempt);
    else this.taken.push(attempt);
  }
}
