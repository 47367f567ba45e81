import type { TokenLogprob, TokenUsage } from '@belugapi/contracts';
import type { FoldedCompletion, UsageCost } from '@belugapi/completion';
import { transcriptionUsage } from './transcription-usage.js';

/** The text of an answer as a transcription object (OpenAI API reference, "The transcription object"). */
export function transcriptionBody(
  folded: FoldedCompletion,
  usage: TokenUsage,
  cost: UsageCost | undefined,
): Record<string, unknown> {
  const logprobs = folded.choices[0]?.logprobs ?? [];
  const used = transcriptionUsage(usage, cost);
  return {
    text: transcriptOf(folded),
    ...(logprobs.length > 0 && { logprobs: logprobs.map(transcriptLogprob) }),
    ...(used && { usage: used }),
  };
}

/** The text of an answer. */
export function transcriptOf({ choices }: FoldedCompletion): string {
  return choices[0]?.content ?? '';
}

/** A token's log probability as transcriptions show it: without its alternatives. */
export function transcriptLogprob({ token, logprob, bytes }: TokenLogprob): Record<string, unknown> {
  return { token, logprob, bytes: [...bytes] };
}
