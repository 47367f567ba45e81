import { type TokenUsage, UsageSource } from '@belugapi/contracts';
import type { WireUsage } from './messages-wire.js';

/** Later counters over earlier ones: `message_delta` may revise those of `message_start`, and sends few of them again. */
export function mergeUsage(earlier: WireUsage, later: WireUsage): WireUsage {
  const told = Object.entries(later).filter(([, value]) => value !== null && value !== undefined);
  return { ...earlier, ...(Object.fromEntries(told) as WireUsage) };
}

/**
 * The vendor's usage as classes that do not overlap: here `input_tokens` is without the cached ones, `output_tokens` with the
 * thinking, and `cache_creation` the split of `cache_creation_input_tokens` by life time
 * (platform.claude.com/docs/en/build-with-claude/prompt-caching). A part larger than its whole is cut to it.
 */
export function readUsage(usage: WireUsage): TokenUsage {
  const output = count(usage.output_tokens) ?? 0;
  const reasoning = count(usage.output_tokens_details?.thinking_tokens);
  const thought = Math.min(reasoning ?? 0, output);
  const longTold = count(usage.cache_creation?.ephemeral_1h_input_tokens);
  const shortTold = count(usage.cache_creation?.ephemeral_5m_input_tokens);
  const written = count(usage.cache_creation_input_tokens) ?? (shortTold ?? 0) + (longTold ?? 0);
  const long = Math.min(longTold ?? 0, written);
  return {
    source: UsageSource.PROVIDER,
    uncachedInput: count(usage.input_tokens) ?? 0,
    // An answer that says nothing of a cache used none.
    cacheRead: count(usage.cache_read_input_tokens) ?? 0,
    cacheWrite: written - long,
    cacheWriteLong: longTold === undefined ? undefined : long,
    visibleOutput: output - thought,
    reasoning: reasoning === undefined ? undefined : thought,
    webSearches: count(usage.server_tool_use?.web_search_requests),
  };
}

// Our messages carry unsigned integers, and refuse anything else.
function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}
