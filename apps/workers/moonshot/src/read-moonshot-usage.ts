import type { TokenUsage } from '@belugapi/contracts';
import { readUsage, type WireUsage } from '@belugapi/dialect-openai';

interface MoonshotUsage extends WireUsage {
  readonly cached_tokens?: number | null;
}

/** OpenAI's usage, with cached tokens at its top where Moonshot has them. */
export function readMoonshotUsage(usage: MoonshotUsage): TokenUsage {
  const cached_tokens = usage.cached_tokens ?? usage.prompt_tokens_details?.cached_tokens ?? null;
  return readUsage({ ...usage, prompt_tokens_details: { ...usage.prompt_tokens_details, cached_tokens } });
}
