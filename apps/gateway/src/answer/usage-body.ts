import type { TokenUsage } from '@belugapi/contracts';
import { completionTokens, promptTokens, type UsageCost } from '@belugapi/completion';

/** What a call cost, beside its usage. */
export interface CostBody {
  /** US dollars. */
  readonly cost: number;
  readonly cost_details: Readonly<Record<string, number>>;
}

export interface UsageBody extends Partial<CostBody> {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details?: Readonly<Record<string, number>>;
  readonly completion_tokens_details?: Readonly<Record<string, number>>;
}

/** OpenAI's usage object, and what the call cost. What the vendor did not tell is left out: absent is not 0. */
export function usageBody(usage: TokenUsage, cost: UsageCost | undefined): UsageBody {
  const prompt = promptTokens(usage);
  const completion = completionTokens(usage);
  const promptDetails = known({
    cached_tokens: usage.cacheRead,
    cache_write_tokens: sumKnown(usage.cacheWrite, usage.cacheWriteLong),
    audio_tokens: usage.audioInput,
    image_tokens: usage.imageInput,
  });
  const completionDetails = known({ reasoning_tokens: usage.reasoning, audio_tokens: usage.audioOutput });
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...(promptDetails && { prompt_tokens_details: promptDetails }),
    ...(completionDetails && { completion_tokens_details: completionDetails }),
    ...(cost && costBody(cost)),
  };
}

const costNames = {
  uncachedInput: 'input',
  cacheRead: 'cache_read',
  cacheWrite: 'cache_write',
  cacheWriteLong: 'cache_write_long',
  audioInput: 'audio_input',
  imageInput: 'image_input',
  visibleOutput: 'output',
  reasoning: 'reasoning',
  audioOutput: 'audio_output',
  webSearches: 'web_search',
  audioSeconds: 'audio_seconds',
} as const;

/** A cost in dollars, whole and by class. */
export function costBody({ total, classes }: UsageCost): CostBody {
  const details = Object.entries(classes).map(([name, cost]) => [
    costNames[name as keyof typeof costNames],
    dollars(cost),
  ]);
  return { cost: dollars(total), cost_details: Object.fromEntries(details) as Record<string, number> };
}

/** Nano-dollars as dollars; exact to the nano-dollar in JSON's shortest form up to nine million dollars. */
export function dollars(nano: bigint | number): number {
  return Number(nano) / 1_000_000_000;
}

function known(details: Readonly<Record<string, number | undefined>>): Record<string, number> | undefined {
  const entries = Object.entries(details).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function sumKnown(first: number | undefined, second: number | undefined): number | undefined {
  return first === undefined && second === undefined ? undefined : (first ?? 0) + (second ?? 0);
}
