import type { TokenUsage } from '@belugapi/contracts';
import { readUsage } from '@belugapi/dialect-openai';
import type { WireResponseUsage } from './responses-wire.js';

/**
 * A response's usage as classes that do not overlap; `searches` are the web searches of its output, billed apart. Undefined
 * where it tells no number, so that the usage is estimated and not free.
 */
export function readResponsesUsage(wire: WireResponseUsage, searches: number): TokenUsage | undefined {
  if (!Number.isSafeInteger(wire.input_tokens) && !Number.isSafeInteger(wire.output_tokens)) return undefined;
  const usage = readUsage({
    prompt_tokens: wire.input_tokens ?? null,
    completion_tokens: wire.output_tokens ?? null,
    total_tokens: wire.total_tokens ?? null,
    prompt_tokens_details: wire.input_tokens_details ?? null,
    completion_tokens_details: wire.output_tokens_details ?? null,
  });
  return searches > 0 ? { ...usage, webSearches: searches } : usage;
}
