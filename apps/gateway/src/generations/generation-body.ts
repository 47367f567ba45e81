import { type LedgerRow, Outcome, type TokenUsage, UsageSource } from '@belugapi/contracts';
import { completionTokens, promptTokens } from '@belugapi/completion';
import { dollars } from '../answer/usage-body.js';
import { outcomeWord } from './outcome-word.js';

/** One finished completion as its ledger rows tell it, retries included; figures are those of all attempts together. */
export function generationBody(id: string, rows: readonly LedgerRow[]): Record<string, unknown> {
  const last = rows.at(-1);
  const { subject } = last ?? {};
  const usages = rows.flatMap(({ usage }) => (usage ? [usage] : []));
  const sum = (count: (usage: TokenUsage) => number) => usages.reduce((total, usage) => total + count(usage), 0);
  const priced = rows.some(({ costNanoUsd }) => costNanoUsd !== undefined);
  const cost = rows.reduce((total, { costNanoUsd }) => total + (costNanoUsd ?? 0), 0);
  return {
    id,
    object: 'generation',
    created: Math.floor((rows[0]?.createdAtUnixMs ?? 0) / 1_000),
    model: subject?.model,
    served_model: subject?.servedModel,
    model_substituted: subject !== undefined && subject.servedModel !== subject.model,
    provider: subject?.provider,
    streamed: last?.stream,
    outcome: outcomeWord(last?.outcome ?? Outcome.UNSPECIFIED),
    finish_reason: last?.finishReason || null,
    error: last?.failureCode || null,
    source: isOfProvider(usages) ? 'provider' : 'estimated',
    usage: {
      prompt_tokens: sum(promptTokens),
      completion_tokens: sum(completionTokens),
      total_tokens: sum(promptTokens) + sum(completionTokens),
      cached_tokens: sum(({ cacheRead }) => cacheRead ?? 0),
      reasoning_tokens: sum(({ reasoning }) => reasoning ?? 0),
    },
    cost: priced ? dollars(BigInt(cost)) : null,
    price_version: subject?.priceVersion || null,
    attempts: rows.length,
    time_to_first_token_ms: milliseconds(last?.timeToFirstTokenUs),
    duration_ms: milliseconds(last?.durationUs),
  };
}

// Of an attempt that used nothing, as one that was refused, nothing had to be guessed.
function isOfProvider(usages: readonly TokenUsage[]): boolean {
  const guessed = usages.filter(({ source }) => source !== UsageSource.PROVIDER);
  return guessed.length < usages.length && guessed.every((usage) => isNothing(usage));
}

function isNothing(usage: TokenUsage): boolean {
  const { webSearches = 0, audioSeconds = 0 } = usage;
  return promptTokens(usage) + completionTokens(usage) + webSearches + audioSeconds === 0;
}

function milliseconds(microseconds: number | undefined): number | null {
  return microseconds ? Math.round(microseconds / 1_000) : null;
}
