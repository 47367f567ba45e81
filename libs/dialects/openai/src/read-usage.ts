import { type TokenUsage, UsageSource } from '@belugapi/contracts';
import type { WireUsage } from './chat-wire.js';

/**
 * OpenAI's usage as classes that do not overlap: there `prompt_tokens` holds the cached ones and `completion_tokens` the
 * reasoning (platform.openai.com/docs/api-reference/chat/object). A part larger than its whole is cut to it.
 */
export function readUsage(usage: WireUsage): TokenUsage {
  const prompt = usage.prompt_tokens ?? 0;
  const completion = usage.completion_tokens ?? 0;
  const input = usage.prompt_tokens_details;
  const output = usage.completion_tokens_details;
  const cacheRead = part(input?.cached_tokens, prompt);
  const cacheWrite = part(input?.cache_write_tokens, prompt - (cacheRead ?? 0));
  const audioInput = part(input?.audio_tokens, prompt - (cacheRead ?? 0) - (cacheWrite ?? 0));
  const reasoning = part(output?.reasoning_tokens, completion);
  const audioOutput = part(output?.audio_tokens, completion - (reasoning ?? 0));
  return {
    source: UsageSource.PROVIDER,
    uncachedInput: prompt - (cacheRead ?? 0) - (cacheWrite ?? 0) - (audioInput ?? 0),
    visibleOutput: completion - (reasoning ?? 0) - (audioOutput ?? 0),
    cacheRead,
    cacheWrite,
    audioInput,
    reasoning,
    audioOutput,
  };
}

function part(value: number | null | undefined, whole: number): number | undefined {
  return value === null || value === undefined ? undefined : Math.min(value, whole);
}
