import { countPrompt, mostOfPrompt, type PromptTokens } from '@belugapi/completion';
import type { CompletionRequest } from '@belugapi/contracts';
import type { ModelRow } from '@belugapi/model-catalog';
import { longestAnswer } from './longest-answer.js';
import type { MoneyOffer, MoneyQuote } from './money-offer.js';
import { costWith, tokensFor, type WorstCase, worstCase } from './worst-case-cost.js';

// An answer without a limit of the caller's may use up this part of what is left, so that others run beside it …
const sharePart = 20;
// … but gets this much, as long as there is so much …
const usualTokens = 4_096;
// … and when money runs out, what is left, down to this.
const fewestTokens = 256;
// Prompts are counted exactly up to here where it matters whether they can be paid for.
const countedCharacters = 16_384;
const margin = 1.25;

/**
 * What a completion takes. Where the caller set a maximum: the most that it can cost. Where they set none: what the model's
 * longest answer can cost, or as much of that as a small budget bears, and then the answer is limited to what is paid
 * for. The prompt counts with its bytes as long as that can be paid, and is counted exactly where it cannot; `estimate` is its
 * usual size, by which it shares a window with the answer.
 */
export function quoteCompletion(
  request: CompletionRequest,
  row: ModelRow,
  estimate: PromptTokens,
): MoneyQuote | undefined {
  const most = worstCase(row, mostOfPrompt(request, row.counting));
  if (!most) return undefined;
  let counted: WorstCase | undefined;
  const closer = () => (counted ??= closerCase(request, row, most));
  const choices = request.choiceCount ?? 1;
  const { asked, longest, thinking } = longestAnswer(request, row, estimate);
  if (asked !== undefined) {
    return (left) => {
      const nano = costWith(most, asked * choices);
      return { nano: left === undefined || nano <= left ? nano : costWith(closer(), asked * choices) };
    };
  }
  const usual = Math.min(usualTokens + thinking, longest);
  const fewest = Math.min(fewestTokens + thinking, longest);
  const offer = (prompt: WorstCase, nano: number): MoneyOffer => {
    const answerTokens = Math.min(longest, Math.floor(tokensFor(prompt, nano) / choices));
    return answerTokens === row.maxOutputTokens ? { nano } : { nano, answerTokens };
  };
  return (left) => {
    const [least, full] = [costWith(most, usual * choices), costWith(most, longest * choices)];
    if (left === undefined) return offer(most, least);
    const share = Math.min(Math.max(Math.floor(left / sharePart), least), full);
    if (share <= left) return offer(most, share);
    const wanted = costWith(closer(), usual * choices);
    if (wanted <= left) return offer(closer(), wanted);
    const smallest = costWith(closer(), fewest * choices);
    return offer(closer(), Math.max(smallest, left));
  };
}

function closerCase(request: CompletionRequest, row: ModelRow, most: WorstCase): WorstCase {
  const prompt = countPrompt(request, row.counting, countedCharacters);
  const counted = worstCase(row, { ...prompt, text: Math.ceil(prompt.text * margin) + 64 });
  return counted && counted.prompt < most.prompt ? counted : most;
}
