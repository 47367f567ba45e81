import { estimatePromptTokens } from '@belugapi/completion';
import type { Completion } from './completion.js';

// Of an answer whose caller sets no length: its model's own maximum would use up most limits with one request.
const usualAnswerTokens = 4_096;

/** The most tokens that a completion is counted for until it is over: its prompt, and the longest answer it asks for. */
export function worstCaseTokens({ request, served }: Pick<Completion, 'request' | 'served'>): number {
  const longest = served.maxOutputTokens ?? usualAnswerTokens;
  const answer = Math.min(request.maxOutputTokens ?? usualAnswerTokens, longest);
  return estimatePromptTokens(request) + answer * (request.choiceCount ?? 1);
}
