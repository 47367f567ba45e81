import type { TokenUsage } from '@belugapi/contracts';
import { readUsage, type WireUsage } from '@belugapi/dialect-openai';

/** `prompt_tokens` is the sum of cache hits and misses (api-docs.deepseek.com, "Context Caching"). */
interface DeepSeekUsage extends WireUsage {
  readonly prompt_cache_hit_tokens?: number | null;
}

/** OpenAI's usage; older answers tell cached tokens under DeepSeek's own name only. */
export function readDeepSeekUsage(usage: DeepSeekUsage): TokenUsage {
  const cached_tokens = usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? null;
  return readUsage({ ...usage, prompt_tokens_details: { ...usage.prompt_tokens_details, cached_tokens } });
}
