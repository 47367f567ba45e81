import { estimatePrompt, sumOfPrompt } from '@belugapi/completion';
import type { CompletionTask } from '@belugapi/provider-spec';

const leastAnswer = 1_024;

/**
 * An output limit in tokens for vendors whose own default is too small, or who have none: the row's maximum, but no more than
 * half of what the prompt leaves of the window, since prompts are only estimated and a sum above the window is refused.
 * Undefined where no row tells a maximum.
 */
export function defaultOutputLimit({ request, row }: CompletionTask): number | undefined {
  const { maxOutputTokens, contextWindow } = row ?? {};
  if (maxOutputTokens === undefined || contextWindow === undefined) return maxOutputTokens;
  const room = Math.floor((contextWindow - sumOfPrompt(estimatePrompt(request, row?.counting))) / 2);
  return Math.min(maxOutputTokens, Math.max(room, leastAnswer));
}
