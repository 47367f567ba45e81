import { failureName } from '@belugapi/completion';
import { dollars } from '../answer/usage-body.js';
import { type CompletionFacts, type RequestFacts, tokenClasses } from './request-facts.js';

/** What a request's line has beside its facts. */
export interface RequestNames {
  readonly requestId: string;
  readonly method: string;
}

/**
 * The fields of the one line that a request gets in the log: no prompt, no answer, no key, no query, and of what the caller
 * wrote only ids of models that the catalogue has.
 */
export function requestLine({ requestId, method }: RequestNames, facts: RequestFacts): object {
  const { route, status, durationMs, aborted, failure, principal, completion } = facts;
  return {
    requestId,
    method,
    route,
    status,
    durationMs: rounded(durationMs),
    aborted: aborted || undefined,
    failure: failure === undefined ? undefined : failureName(failure),
    keyPublicId: principal?.publicId,
    organizationId: principal?.organizationId,
    ...(completion && completionFields(completion)),
  };
}

function completionFields(completion: CompletionFacts): object {
  const { of, attempts, outcome, firstTokenMs, overheadMs } = completion;
  const tokens: Record<string, number> = {};
  let nano: bigint | undefined;
  for (const { usage, cost } of attempts) {
    for (const [name, label] of tokenClasses) {
      const count = usage[name];
      if (count) tokens[label] = (tokens[label] ?? 0) + count;
    }
    if (cost) nano = (nano ?? 0n) + cost.total;
  }
  return {
    completionId: of.id,
    model: of.asked.id,
    servedModel: of.served.id,
    provider: of.served.provider,
    stream: of.request.stream,
    outcome,
    attempts: attempts.length,
    firstTokenMs: rounded(firstTokenMs),
    overheadMs: rounded(overheadMs),
    tokens,
    costUsd: nano === undefined ? undefined : dollars(nano),
  };
}

// To the microsecond.
function rounded(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.round(milliseconds * 1_000) / 1_000;
}
