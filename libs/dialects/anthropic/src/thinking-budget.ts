import { type ReasoningEffort, thinkingBudgets } from '@belugapi/model-catalog';

export interface BudgetQuestion {
  /** What the vendor takes. */
  readonly bounds: { readonly minimum: number; readonly maximum: number };
  readonly effort: ReasoningEffort | undefined;
  /** Tokens of the whole answer: the caller's figure, or the model's maximum. */
  readonly maxTokens: number;
  /** The model's maximum, where it is known. */
  readonly limit: number | undefined;
}

// Of the whole answer, as new-api has it.
const share = (tokens: number) => Math.floor(tokens * 0.8);

/**
 * How many tokens to think with, and the length of the answer that holds them: the vendor counts thinking inside
 * `max_tokens`, which must be larger. Where the caller's figure leaves no room for the budget it is added on top, up to the
 * model's maximum.
 */
export function thinkingBudget(question: BudgetQuestion): { readonly budget: number; readonly maxTokens: number } {
  const { bounds, effort, maxTokens, limit = Number.MAX_SAFE_INTEGER } = question;
  const wanted =
    effort === undefined ? share(maxTokens) : (thinkingBudgets[effort] ?? share(question.limit ?? maxTokens));
  const budget = Math.max(Math.min(wanted, bounds.maximum), bounds.minimum);
  const raised = budget < maxTokens ? maxTokens : Math.min(budget + maxTokens, limit);
  return { budget: Math.min(budget, raised - 1), maxTokens: raised };
}
