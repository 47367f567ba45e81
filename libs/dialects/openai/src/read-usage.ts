import { type TokenUsage, UsageSource } from '@belugapi/contracts';
import type { WireUsage } from './chat-wire.js';

/**
 * OpenAI's usage as classes that do not overlap: there `prompt_tokens` holds the cached ones and `completion_tokens` the
 * reasoning (platform.openai.com/docs/api-reference/chat/object). A part larger than its whole is cut to it, unless the
 * total shows that the vendor counts reasoning beside `completion_tokens`, as xAI does.
 */
export function readUsage(usage: WireUsage): TokenUsage {
  const input = usage.prompt_tokens_details;
  const output = usage.completion_tokens_details;
  const prompt = tokens(usage.prompt_tokens) ?? 0;
  const told = tokens(usage.completion_tokens) ?? 0;
  const beside = tokens(output?.reasoning_tokens) ?? 0;
  const completion = beside > 0 && usage.total_tokens === prompt + told + beside ? told + beside : told;
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

function part(value: unknown, whole: number): number | undefined {
  const told = tokens(value);
  return told === undefined ? undefined : Math.min(told, whole);
}

// Our messages carry unsigned integers, and refuse anything else.
function tokens(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}
