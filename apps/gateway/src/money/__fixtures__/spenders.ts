import { CompletionFailure, estimatePrompt } from '@belugapi/completion';
import {
  CompletionRequest,
  Limits,
  MoneyLimits,
  type MoneyTaken,
  Outcome,
  type Principal,
  Settler,
  type UsageEvent,
  UsageSource,
} from '@belugapi/contracts';
import { type ModelRow, modelRows } from '@belugapi/model-catalog';
import { quoteCompletion } from '../quote-completion.js';
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

/** A quote of one amount, whatever is left. */
export const costs = (nano: number) => () => () => ({ nano });

/** Why somebody is not admitted. */
export const failureOf = async (admitting: () => unknown) => {
  try {
    await admitting();
  } catch (error) {
    return CompletionFailure.from(error).failure;
  }
  throw new Error('it was admitted');
};

const row = modelRows.find(({ id }) => id === pricedModel) as ModelRow;
const priced = { ...row, prices: { version: 'spec', input: 1_000_000_000, output: 1_000_000_000 } };
/** The longest answer of the model that has a price. */
export const openMaximum = priced.maxOutputTokens ?? 0;
const open = CompletionRequest.create({ model: pricedModel });
/** A caller of that model who sets no maximum. */
export const openQuote = () => quoteCompletion(open, priced, estimatePrompt(open));
