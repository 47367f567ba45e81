import { type TokenUsage, UsageSource } from '@belugapi/contracts';

/** Everything the caller sent, cached or not: OpenAI's `prompt_tokens`. */
export function promptTokens(usage: TokenUsage): number {
  return (
    usage.uncachedInput +
    (usage.cacheRead ?? 0) +
    (usage.cacheWrite ?? 0) +
    (usage.cacheWriteLong ?? 0) +
    (usage.audioInput ?? 0) +
    (usage.imageInput ?? 0)
  );
}

/** Everything the model produced, reasoning included: OpenAI's `completion_tokens`. */
export function completionTokens(usage: TokenUsage): number {
  return usage.visibleOutput + (usage.reasoning ?? 0) + (usage.audioOutput ?? 0);
}

/** An estimate in two classes, for a vendor that told nothing. */
export function estimatedUsage(promptTokens: number, completionTokens: number): TokenUsage {
  return { source: UsageSource.ESTIMATED, uncachedInput: promptTokens, visibleOutput: completionTokens };
}
