import { Outcome, Settler, type UsageEvent, UsageSource } from '@belugapi/contracts';

/** The settlement of one completion. */
export function settled(completionId: string, visibleOutput = 1): UsageEvent {
  const value = {
    subject: undefined,
    usage: { source: UsageSource.PROVIDER, uncachedInput: 1, visibleOutput },
    outcome: Outcome.COMPLETED,
    settler: Settler.GATEWAY,
    failureCode: '',
    stream: false,
    timeToFirstTokenUs: 0,
    durationUs: 0,
    finishReason: 'stop',
  };
  return { completionId, attempt: 1, atUnixMs: 1_700_000_000_000, event: { $case: 'settled', value } };
}
