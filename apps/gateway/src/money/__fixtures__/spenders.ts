import {
  Limits,
  MoneyLimits,
  type MoneyTaken,
  Outcome,
  type Principal,
  Settler,
  type UsageEvent,
  UsageSource,
} from '@belugapi/contracts';
import { pricedModel } from './billing-process.js';

export const limited = (money: Partial<MoneyLimits>) => Limits.create({ money: MoneyLimits.create(money) });

export const principal = (keyId: string, keyLimits?: Limits, organizationLimits?: Limits): Principal => ({
  keyId,
  publicId: 'pub',
  organizationId: `org-of-${keyId}`,
  name: 'specimen',
  scopes: ['completions'],
  allowedModels: [],
  keyLimits,
  organizationLimits,
  version: 1,
});

/** The settlement of a call of so many tokens, as a gateway publishes it. */
export function settledCall(
  completionId: string,
  { keyId, organizationId }: Principal,
  tokens: number,
  money: MoneyTaken | undefined,
): UsageEvent {
  const model = { model: pricedModel, servedModel: pricedModel, provider: 'openai', priceVersion: '' };
  const value = {
    subject: { keyId, organizationId, ...model },
    usage: { source: UsageSource.PROVIDER, uncachedInput: tokens, visibleOutput: 0 },
    outcome: Outcome.COMPLETED,
    settler: Settler.GATEWAY,
    failureCode: '',
    stream: false,
    timeToFirstTokenUs: 0,
    durationUs: 0,
    finishReason: 'stop',
    money,
  };
  return { completionId, attempt: 1, atUnixMs: Date.now(), event: { $case: 'settled', value } };
}
