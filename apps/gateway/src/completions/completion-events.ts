import type { DispatchCompletion, MoneyTaken, Outcome, UsageEvent, UsageSubject } from '@belugapi/contracts';
import { Settler } from '@belugapi/contracts';
import { estimatedUsage, type UsageMeter } from '@belugapi/completion';
import type { Completion } from './completion.js';

/** What a worker is told of an attempt, all but how to answer. */
export function dispatchOf(
  completion: Completion,
  attempt: number,
  gateway: NonNullable<DispatchCompletion['gateway']>,
): Omit<DispatchCompletion, 'streamId' | 'body'> {
  const { id, principal, served, wire, emulated, deadline } = completion;
  return {
    completionId: id,
    attempt,
    deadlineUnixMs: deadline,
    gateway,
    principal: { keyId: principal.keyId, organizationId: principal.organizationId },
    route: {
      servedModel: served.id,
      upstreamModel: served.upstreamModel,
      wire,
      baseUrl: served.baseUrl,
      emulatedParameters: [...emulated],
    },
    priceVersion: served.prices?.version ?? '',
  };
}

/** The ledger's promise: published when the attempt is dispatched. */
export function openedEvent(completion: Completion, attempt: number): UsageEvent {
  const { id, request, prompt } = completion;
  const value = {
    subject: subjectOf(completion),
    estimate: estimatedUsage(prompt, 0),
    stream: request.stream,
  };
  return { completionId: id, attempt, atUnixMs: Date.now(), event: { $case: 'opened', value } };
}

/** How an attempt ended, beyond what its meter counted. */
export interface AttemptSettlement {
  readonly outcome: Outcome;
  /** No worker took it: it used nothing. */
  readonly declined: boolean;
  readonly money: MoneyTaken | undefined;
  /** Tokens of the answer that reached the caller, where that is not all. */
  readonly deliveredOutput?: number;
}

/** Books the attempt. */
export function settledEvent(
  completion: Completion,
  attempt: number,
  meter: UsageMeter,
  { outcome, declined, money, deliveredOutput }: AttemptSettlement,
): UsageEvent {
  const settlement = {
    completionId: completion.id,
    attempt,
    subject: subjectOf(completion),
    outcome,
    settler: Settler.GATEWAY,
    money,
    deliveredOutput,
  };
  return meter.settled(settlement, declined ? undefined : completion.request);
}

function subjectOf({ principal, asked, served }: Completion): UsageSubject {
  return {
    keyId: principal.keyId,
    organizationId: principal.organizationId,
    model: asked.id,
    servedModel: served.id,
    provider: served.provider,
    priceVersion: served.prices?.version ?? '',
  };
}
