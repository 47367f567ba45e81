import { type PromptTokens, sumOfPrompt } from '@belugapi/completion';
import type { CompletionRequest } from '@belugapi/contracts';
import { type ModelRow, type ReasoningEffort, thinkingBudgets } from '@belugapi/model-catalog';

/** How long one choice of an answer can be, in tokens, reasoning included. */
export interface LongestAnswer {
  /** By the caller's own maximum, or where none can be set; undefined: as long as the model likes. */
  readonly asked: number | undefined;
  /** What the model gives at most. */
  readonly longest: number;
  /** Of that: what thinking by a budget takes, which a maximum below it would be raised by. */
  readonly thinking: number;
}

// Of models whose vendor tells no maximum.
const usualMaximum = 16_384;
// A window that prompt and answer share is refused where their sum is larger, and prompts are only estimated.
const leastRoom = 1_024;
// The Responses wire takes no fewer.
const fewestTaken = 16;

/** `prompt`: the request's, roughly. */
export function longestAnswer(request: CompletionRequest, row: ModelRow, prompt: PromptTokens): LongestAnswer {
  const maximum = row.maxOutputTokens ?? usualMaximum;
  const thinking = thinkingOnTop(request, row);
  const takesLimit = row.parameters.max_tokens === 'native' || row.parameters.max_tokens === 'emulated';
  if (!takesLimit) return { asked: maximum, longest: maximum, thinking };
  const { maxOutputTokens } = request;
  if (maxOutputTokens !== undefined) {
    const told = Math.max(maxOutputTokens, fewestTaken);
    const raised = thinking < told ? told : told + thinking;
    return { asked: Math.min(raised, row.maxOutputTokens ?? raised), longest: maximum, thinking };
  }
  const room = Math.floor(((row.contextWindow ?? Infinity) - sumOfPrompt(prompt)) / 2);
  return { asked: undefined, longest: Math.min(maximum, Math.max(room, leastRoom)), thinking };
}

/** Only Messages has a budget that counts inside the maximum and must be smaller. */
function thinkingOnTop({ reasoningEffort }: CompletionRequest, { wire, reasoning }: ModelRow): number {
  const { budget, mode } = reasoning;
  if (wire !== 'messages' || !budget) return 0;
  const asked = reasoningEffort !== undefined && reasoningEffort !== 'none';
  if (mode !== 'preset-on' && !(mode === 'optional' && asked)) return 0;
  const wanted = asked ? (thinkingBudgets[reasoningEffort as ReasoningEffort] ?? budget.maximum) : budget.minimum;
  return Math.max(Math.min(wanted, budget.maximum), budget.minimum);
}
