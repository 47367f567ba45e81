import { TokenUsage, type UsagePage, type UsageTotals } from '@belugapi/contracts';
import { completionTokens, promptTokens } from '@belugapi/completion';
import { dollars } from '../answer/usage-body.js';

/** A page of usage as OpenAI shows it (API reference, "Completions usage object"). A project is an organisation of ours. */
export function usagePageBody(page: UsagePage): Record<string, unknown> {
  return pageBody(page, usageResult);
}

/** A page of costs as OpenAI shows it ("Costs object"). A line item is a model; the amount is what was charged. */
export function costPageBody(page: UsagePage): Record<string, unknown> {
  return pageBody(page, costResult);
}

function pageBody({ buckets, nextPage }: UsagePage, result: (totals: UsageTotals) => object): Record<string, unknown> {
  return {
    object: 'page',
    data: buckets.map(({ startUnixS, endUnixS, results }) => ({
      object: 'bucket',
      start_time: startUnixS,
      end_time: endUnixS,
      results: results.map(result),
    })),
    has_more: nextPage !== '',
    next_page: nextPage === '' ? null : nextPage,
  };
}

function usageResult(totals: UsageTotals): object {
  const usage = totals.usage ?? TokenUsage.create({});
  return {
    object: 'organization.usage.completions.result',
    input_tokens: promptTokens(usage),
    input_cached_tokens: usage.cacheRead ?? 0,
    input_cache_write_tokens: (usage.cacheWrite ?? 0) + (usage.cacheWriteLong ?? 0),
    input_uncached_tokens: usage.uncachedInput,
    input_audio_tokens: usage.audioInput ?? 0,
    output_tokens: completionTokens(usage),
    output_reasoning_tokens: usage.reasoning ?? 0,
    output_audio_tokens: usage.audioOutput ?? 0,
    num_model_requests: totals.requests,
    project_id: totals.organizationId ?? null,
    user_id: null,
    api_key_id: totals.keyId ?? null,
    model: totals.model ?? null,
    batch: null,
    service_tier: null,
  };
}

function costResult(totals: UsageTotals): object {
  return {
    object: 'organization.costs.result',
    amount: { value: dollars(BigInt(totals.chargedNanoUsd)), currency: 'usd' },
    line_item: totals.model ?? null,
    project_id: totals.organizationId ?? null,
    api_key_id: totals.keyId ?? null,
  };
}
