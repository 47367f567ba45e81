import { type TokenUsage, UsageSource } from '@belugapi/contracts';
import type { WireModalityCount, WireUsage } from './google-wire.js';

/**
 * Google's usage as classes that do not overlap (ai.google.dev/api/generate-content#UsageMetadata): `promptTokenCount`
 * holds the cached tokens and the audio, tool use is counted beside it, thoughts beside the candidates. Its JSON leaves
 * zeros out, so a count that is missing is 0. A part larger than its whole is cut to it.
 */
export function readUsage(wire: WireUsage): TokenUsage {
  const prompt = tokens(wire.promptTokenCount);
  const cacheRead = Math.min(tokens(wire.cachedContentTokenCount), prompt);
  const freshAudio = Math.max(audioIn(wire.promptTokensDetails) - audioIn(wire.cacheTokensDetails), 0);
  const audioInput = Math.min(freshAudio, prompt - cacheRead);
  const uncachedInput = prompt - cacheRead - audioInput + tokens(wire.toolUsePromptTokenCount);
  return {
    source: UsageSource.PROVIDER,
    uncachedInput: Math.min(uncachedInput, Number.MAX_SAFE_INTEGER),
    cacheRead,
    ...(audioInput > 0 && { audioInput }),
    visibleOutput: tokens(wire.candidatesTokenCount),
    reasoning: tokens(wire.thoughtsTokenCount),
  };
}

function audioIn(details: readonly WireModalityCount[] | null | undefined): number {
  if (!Array.isArray(details)) return 0;
  const audio = (details as readonly (WireModalityCount | null)[]).find((detail) => detail?.modality === 'AUDIO');
  return tokens(audio?.tokenCount);
}

// Our messages carry unsigned integers, and refuse anything else.
function tokens(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;
}
