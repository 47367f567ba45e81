import { type TokenUsage, UsageSource } from '@belugapi/contracts';
import type { PromptTokens } from './prompt-tokens.js';

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

/** An estimate, for a vendor that told nothing; a prompt is absent where no vendor has seen it. */
export function estimatedUsage(prompt: PromptTokens | undefined, completionTokens: number): TokenUsage {
  const { text = 0, image = 0, audio = 0, searches = 0 } = prompt ?? {};
  return {
    source: UsageSource.ESTIMATED,
    uncachedInput: text,
    ...(image > 0 && { imageInput: image }),
    ...(audio > 0 && { audioInput: audio }),
    visibleOutput: completionTokens,
    ...(searches > 0 && { webSearches: searches }),
  };
}
