import {
  Outcome,
  Settler,
  TokenUsage,
  UsageEvent,
  type UsageSettled,
  UsageSource,
  UsageSubject,
} from '@belugapi/contracts';

export const subject = UsageSubject.create({
  keyId: 'key_1',
  organizationId: 'acme',
  model: 'chatty',
  servedModel: 'chatty',
  provider: 'edge',
  priceVersion: 'told-by-gateway',
});

/** A thousand nano-dollars for a token of input, two thousand for one of output. */
export const prices = { version: 'v1', input: 1_000_000_000, output: 2_000_000_000 };

export const usageOf = (source: UsageSource, uncachedInput: number, visibleOutput: number) =>
  TokenUsage.create({ source, uncachedInput, visibleOutput });

export type Settled = Partial<UsageSettled>;

/** A completed answer of 1,000 and 500 tokens by the provider's count, but for what `settled` says. */
export function settledEvent(completionId: string, settled: Settled = {}, attempt = 1): UsageEvent {
  const usual = {
    usage: usageOf(UsageSource.PROVIDER, 1_000, 500),
    outcome: Outcome.COMPLETED,
    settler: Settler.GATEWAY,
  };
  const value = { subject, ...usual, ...settled };
  return UsageEvent.create({ completionId, attempt, atUnixMs: Date.now(), event: { $case: 'settled', value } });
}

export function openedEvent(completionId: string, attempt = 1, atUnixMs = Date.now()): UsageEvent {
  const value = { subject, estimate: usageOf(UsageSource.ESTIMATED, 900, 100), stream: true };
  return UsageEvent.create({ completionId, attempt, atUnixMs, event: { $case: 'opened', value } });
}

/** What a gateway settles of an answer that it lost: 900 and 100 tokens, of which 90 reached the caller. */
export const estimate: Settled = {
  usage: usageOf(UsageSource.ESTIMATED, 900, 100),
  outcome: Outcome.FAILED,
  deliveredOutput: 90,
};
