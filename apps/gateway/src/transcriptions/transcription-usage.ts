import { type TokenUsage, UsageSource } from '@belugapi/contracts';
import { completionTokens, promptTokens, type UsageCost } from '@belugapi/completion';
import { costBody } from '../answer/usage-body.js';

/**
 * OpenAI's usage object of a transcription, by tokens or by length, and what it cost. Undefined where the vendor told
 * nothing: an estimate of ours would pass for a measure.
 */
export function transcriptionUsage(usage: TokenUsage, cost: UsageCost | undefined): object | undefined {
  if (usage.source !== UsageSource.PROVIDER) return undefined;
  const costs = cost && costBody(cost);
  if (usage.audioSeconds !== undefined) return { type: 'duration', seconds: usage.audioSeconds, ...costs };
  const input = promptTokens(usage);
  const output = completionTokens(usage);
  const audio = usage.audioInput;
  return {
    type: 'tokens',
    input_tokens: input,
    ...(audio !== undefined && { input_token_details: { text_tokens: input - audio, audio_tokens: audio } }),
    output_tokens: output,
    total_tokens: input + output,
    ...costs,
  };
}
