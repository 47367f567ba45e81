import { dispatchCompletion, subjects } from '@belugapi/bus';
import type { TraceContext, UsageEvent } from '@belugapi/contracts';
import { failureName } from '@belugapi/completion';
import { messagingAttributes, type TraceSpan } from '@belugapi/service-kit';
import type { Completion } from '../completions/completion.js';
import type { AttemptEnding } from '../completions/completion-attempt.js';

/** The steps of one completion, in the trace of the request that asks for it. */
export class CompletionTrace {
  constructor(
    private readonly request: TraceSpan,
    private readonly completion: Completion,
  ) {
    const { id, asked, served, principal } = completion;
    // Tokens are told by the call to the vendor alone, or they would be counted twice.
    request.set({
      'gen_ai.request.model': asked.id,
      'gen_ai.request.stream': completion.request.stream,
      'beluga.served_model': served.id,
      'beluga.provider': served.provider,
      'beluga.completion_id': id,
      'beluga.key_id': principal.keyId,
      'beluga.organization_id': principal.organizationId,
    });
  }

  /** Its limits and its money are had. */
  admitted(): void {
    this.request.event('admitted');
  }

  /** The answer ends in an error, whatever its status line said. */
  failed(name: string): void {
    this.request.fail(name);
  }

  /** One try, from its dispatch until its answer is all here. */
  attempt(number: number): AttemptTrace {
    const { completion, request } = this;
    const { subject } = dispatchCompletion(completion.served.provider);
    const attributes = { ...messagingAttributes('request', subject), 'beluga.attempt': number };
    return new AttemptTrace(request, request.child(`request ${subject}`, { kind: 'client', attributes }));
  }
}

export class AttemptTrace {
  private readonly startedAt = performance.now();

  constructor(
    private readonly request: TraceSpan,
    private readonly span: TraceSpan | undefined,
  ) {}

  /** For the worker. */
  get context(): TraceContext | undefined {
    return this.span?.context;
  }

  /** The attempt is over; `settled` is what is to be booked of it. */
  end(ending: AttemptEnding, { event }: UsageEvent): void {
    const waited = event?.$case === 'settled' ? event.value.timeToFirstTokenUs : 0;
    if (waited > 0) {
      const at = this.startedAt + waited / 1_000;
      this.span?.event('first_token', at);
      this.request.event('first_token', at);
    }
    if (ending.kind === 'failed') this.span?.end(failureName(ending.failure.code));
    else this.span?.end(ending.kind === 'cancelled' ? 'cancelled' : undefined);
  }

  /** The message to billing, from its publication until it is on disk. */
  booking(): TraceSpan | undefined {
    const subject = subjects.usageEvents;
    const attributes = messagingAttributes('send', subject);
    return this.request.child(`send ${subject}`, { kind: 'producer', attributes });
  }
}
