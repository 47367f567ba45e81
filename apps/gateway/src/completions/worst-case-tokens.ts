import { sumOfPrompt } from '@belugapi/completion';
import type { Completion } from './completion.js';

/** The most tokens that a completion is counted for until it is over. */
export interface WorstCaseTokens {
  readonly prompt: number;
  /** Of all choices together. */
  readonly answer: number;
}

// Of an answer whose caller sets no length: its model's own maximum would use up most limits with one request.
const usualAnswerTokens = 4_096;

/** A completion's prompt, and the longest answer that it asks for. */
export function worstCaseTokens({ request, prompt, served }: Completion): WorstCaseTokens {
  const longest = served.maxOutputTokens ?? usualAnswerTokens;
  const answer = Math.min(request.maxOutputTokens ?? usualAnswerTokens, longest);
  return { prompt: sumOfPrompt(prompt), answer: answer * (request.choiceCount ?? 1) };
}
