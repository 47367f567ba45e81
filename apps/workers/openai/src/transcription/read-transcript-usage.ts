import { type TokenUsage, UsageSource } from '@belugapi/contracts';
import { readUsage } from '@belugapi/dialect-openai';
import type { WireTranscriptUsage } from './transcription-wire.js';

/** What a transcript cost: tokens, those of the audio apart, or its length; undefined where it says neither. */
export function readTranscriptUsage(wire: WireTranscriptUsage): TokenUsage | undefined {
  const { seconds } = wire;
  if (typeof seconds === 'number' && seconds >= 0) {
    return { source: UsageSource.PROVIDER, uncachedInput: 0, visibleOutput: 0, audioSeconds: seconds };
  }
  if (!Number.isSafeInteger(wire.input_tokens) && !Number.isSafeInteger(wire.output_tokens)) return undefined;
  return readUsage({
    prompt_tokens: wire.input_tokens ?? null,
    completion_tokens: wire.output_tokens ?? null,
    prompt_tokens_details: { audio_tokens: wire.input_token_details?.audio_tokens ?? null },
  });
}
